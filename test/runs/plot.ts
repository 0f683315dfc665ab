export type Line = { name: string; points: readonly (readonly [seconds: number, count: number])[] }

const WIDTH = 900
const HEIGHT = 420
const EDGE = { left: 60, right: 150, top: 40, bottom: 45 }
const COLOURS = ['#1b6ca8', '#c1440e', '#2e7d32', '#6a1b9a']

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Counts over time as an SVG picture. */
export function plot(title: string, lines: readonly Line[]): string {
  const all = lines.flatMap(({ points }) => points)
  const most = Math.max(1, ...all.map(([, count]) => count))
  const last = Math.max(1, ...all.map(([seconds]) => seconds))
  const x = (seconds: number): string => (EDGE.left + (seconds / last) * (WIDTH - EDGE.left - EDGE.right)).toFixed(1)
  const y = (count: number): string =>
    (HEIGHT - EDGE.bottom - (count / most) * (HEIGHT - EDGE.top - EDGE.bottom)).toFixed(1)
  const fifths = [0, 1, 2, 3, 4, 5].map((part) => part / 5)
  const grid = fifths.map((part) => {
    const [count, seconds] = [Math.round(part * most), Math.round(part * last)]
    return [
      `<line x1="${x(0)}" x2="${x(last)}" y1="${y(count)}" y2="${y(count)}" stroke="#ddd"/>`,
      `<text x="${EDGE.left - 8}" y="${y(count)}" text-anchor="end" dominant-baseline="middle">${count}</text>`,
      `<text x="${x(seconds)}" y="${HEIGHT - EDGE.bottom + 18}" text-anchor="middle">${seconds} s</text>`,
    ].join('')
  })
  const curves = lines.map(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length]!
    const path = points.map(([seconds, count]) => `${x(seconds)},${y(count)}`).join(' ')
    const key = EDGE.top + 20 * index
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${WIDTH - EDGE.right + 12}" y="${key}" fill="${colour}">${escaped(name)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/><text x="${EDGE.left}" y="22" font-size="16">${escaped(title)}</text>
${grid.join('\n')}
${curves.join('\n')}
</svg>
`
}
