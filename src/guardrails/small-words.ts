/** Articles, pronouns, forms of "to be" and the like, in English, German, Spanish and French: words that a statement can lose and stay the same. */
const SMALL = new Set(
  [
    'a an the this that these those it its it s they them their he she you your we our i is are was were be been being am do does did done have has had having can could will would shall should may might must',
    'to of in on at by for with from as and or but so also too very even ever any all some such both just always still already there here which who what when while if than then',
    'yes need needs',
    'der die das den dem des ein eine einen einem einer eines dies diese dieser dieses diesem es er sie ihr ihre ihren ihrem ihrer sein seine seinen wir uns ist sind war waren wird werden kann können hat haben soll muss müssen darf',
    'und oder aber auch zu zum zur im in an am auf aus bei beim mit von vom für so sehr noch schon immer man als wie wenn dass ja',
    'el la los las lo un una unos unas este esta estos estas su sus es son está están ser era se ha han hay tiene tienen puede pueden y o u pero a al de del en con por para que como muy también siempre sí',
    'le les l un une des ce cet cette ces il elle ils elles son sa ses est sont était être a ont peut peuvent et ou mais à au aux du de dans en par pour sur avec que qui comme très aussi toujours oui',
  ]
    .join(' ')
    .split(' '),
)

/** True when a word alone changes nothing in what is said. */
export const isSmall = (low: string): boolean => SMALL.has(low)
