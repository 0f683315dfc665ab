import { setTimeout as pause } from 'node:timers/promises'

/**
 * Does for all that came while it was at work what it does for one, `most` at once: the busier, the larger the groups.
 * Who brings an item hears how its group went.
 * @param waitMs milliseconds for which a group waits for others to join it before it goes
 */
export function inGroups<Item, Answer>(
  work: (items: Item[]) => Promise<Answer>,
  most = Infinity,
  waitMs = 0,
): (item: Item) => Promise<Answer> {
  let next: { items: Item[]; done: Promise<Answer> } | null = null
  let last: Promise<unknown> = Promise.resolve()
  return (item) => {
    if (next !== null && next.items.length < most) {
      next.items.push(item)
      return next.done
    }
    const items = [item]
    const group = {
      items,
      done: last
        .catch(() => {})
        .then(() => (waitMs === 0 ? undefined : pause(waitMs)))
        .then(() => {
          if (next === group) next = null
          return work(items)
        }),
    }
    next = group
    last = group.done
    return group.done
  }
}
