/** What a review can complain about, and how English reviews say so. Words are whole words in lower case. */
export type ConcernTopic = {
  /** As it stands in "reviews complain about …". */
  name: string
  /** Complaints by themselves: `noisy`. */
  faults: readonly string[]
  /** Only a complaint beside a bad word: `noise` with `terrible`. */
  subjects: readonly string[]
  /** A product fact that speaks to this topic. */
  answeredBy: RegExp
}

export const concernTopics: readonly ConcernTopic[] = [
  {
    name: 'noise',
    faults: [
      'noisy',
      'loud',
      'louder',
      'rattle',
      'rattles',
      'rattling',
      'squeak',
      'squeaks',
      'squeaky',
      'humming',
      'buzzing',
    ],
    subjects: ['noise', 'sound', 'fan'],
    answeredBy: /\bnois|\bdb(\(a\))?\b|\bdecibel|\bquiet|\bsilen/i,
  },
  {
    name: 'battery life',
    faults: [],
    subjects: ['battery', 'batteries', 'charge', 'charging', 'charger', 'runtime'],
    answeredBy: /\bbatter|\bcharg|\bmah\b|\bruntime|\bhours? of (use|play)/i,
  },
  {
    name: 'size and fit',
    faults: ['tight', 'undersized', 'oversized', 'bulky', 'cramped', 'baggy'],
    subjects: ['size', 'sizing', 'fit', 'fits', 'small', 'large', 'big', 'narrow', 'wide', 'long'],
    answeredBy: /\bsiz|\bfits?\b|\bwidth|\bheight|\bdepth|\bdimension|\b(cm|mm|inch(es)?)\b|\bplace settings/i,
  },
  {
    name: 'durability',
    faults: [
      'broke',
      'broken',
      'breaks',
      'cracked',
      'cracks',
      'leaks',
      'leaked',
      'leaking',
      'flimsy',
      'fragile',
      'ripped',
      'tore',
      'rusted',
      'rusty',
      'peeling',
      'faded',
    ],
    subjects: ['durability', 'durable', 'sturdy', 'lasted', 'last', 'working', 'seams', 'stitching'],
    answeredBy: /\bwarrant|\bguarantee|\bdurab|\bsteel\b|\bsturdy|\btested\b|\bspare parts/i,
  },
  {
    name: 'delivery',
    faults: ['undelivered', 'misdelivered'],
    subjects: ['delivery', 'delivered', 'shipping', 'shipped', 'arrived', 'arrive', 'package', 'packaging', 'courier'],
    answeredBy: /\bdeliver|\bshipp|\bdispatch|\bpackag/i,
  },
  {
    name: 'price',
    faults: ['overpriced', 'pricey', 'expensive', 'rip-off', 'ripoff'],
    subjects: ['price', 'priced', 'cost', 'costs', 'money', 'value'],
    answeredBy: /\bprice\b|\bcosts?\b|\bper (year|cycle|wash|use)\b|\bfree\b/i,
  },
  {
    name: 'comfort',
    faults: ['uncomfortable', 'itchy', 'scratchy', 'stiff', 'chafes', 'blisters'],
    subjects: ['comfort', 'comfortable', 'padding', 'cushion', 'cushioning'],
    answeredBy: /\bcomfort|\bsoft|\bpadd|\bcushion|\bergonom|\bcotton\b|\badjustable/i,
  },
  {
    name: 'quality',
    faults: ['shoddy', 'cheaply', 'junk', 'garbage', 'crap', 'defective'],
    subjects: ['quality', 'material', 'materials', 'fabric', 'plastic', 'finish', 'workmanship', 'build'],
    answeredBy: /\bquality|\bmaterial|\bfabric|\bsteel\b|\bmade (of|from|in)\b|\bcertif|\btested\b/i,
  },
  {
    name: 'setup',
    faults: ['confusing', 'unclear'],
    subjects: [
      'setup',
      'installation',
      'install',
      'installing',
      'assembly',
      'assemble',
      'instructions',
      'manual',
      'directions',
      'app',
    ],
    answeredBy: /\bset-?up|\binstall|\bassembl|\binstruction|\bmanual\b|\bplug\b|\bapp\b/i,
  },
  {
    name: 'support',
    faults: ['unresponsive'],
    subjects: ['support', 'service', 'warranty', 'refund', 'seller'],
    answeredBy: /\bsupport|\bservice|\bwarrant|\bguarantee|\breturns?\b|\bhelpline/i,
  },
  {
    name: 'performance',
    faults: ['slow', 'sluggish', 'laggy', 'underpowered', 'overheats', 'overheating'],
    subjects: [
      'performance',
      'power',
      'suction',
      'motor',
      'clean',
      'cleans',
      'cleaning',
      'speed',
      'heat',
      'heats',
      'work',
      'works',
    ],
    answeredBy: /\bpower|\bwatts?\b|\d ?k?w\b|\brpm\b|\bspeed|\bprogramm?e?s?\b|\bminutes?\b/i,
  },
  {
    name: 'smell',
    faults: ['smelly', 'stinks', 'stinky', 'stench'],
    subjects: ['smell', 'smells', 'odor', 'odour', 'scent'],
    answeredBy: /\bsmell|\bodou?r|\bscent|\bfragrance|\bventilat/i,
  },
]

/** Words that turn a subject into a complaint. */
export const BAD_WORDS = new Set(
  `awful bad badly broke broken cheap complain complained complaint complaints defective died dies disappointed disappointing
  disappointment dreadful drained drains dropped dying fail failed failing fails faulty frustrating hate hated horrible
  impossible inconsistent issue issues lacking late less lost mediocre nightmare poor poorly problem problems
  ridiculous runs short shrunk slow struggle struggled terrible thin too unacceptable unbearable unreliable unusable useless
  wait waited waste weak wore worse worst wrong`.split(/\s+/),
)
/** Words that become a complaint after `not`. */
export const GOOD_WORDS = new Set(
  `arrive arrived charge clean clear comfortable comfy deliver delivered durable easy enough fit fits good great happy
  answered helpful hold holds last lasted lasting long pleased quiet reliable replied respond responded satisfied soft straightforward strong sturdy
  true well work worked working works worth`.split(/\s+/),
)
export const NEGATIONS = new Set(
  `no not never none nothing without hardly isn't wasn't aren't weren't don't doesn't didn't won't wouldn't can't cannot
  couldn't zero neither nor ain't haven't hasn't stopped`.split(/\s+/),
)
