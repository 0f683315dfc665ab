import { keyOf } from './word-key.ts'

/** Properties of things that shut each other out, in English, German, Spanish and French; one line for each. */
const PAIRS = `
wireless cordless | wired corded
kabellos drahtlos kabellose kabellosen drahtlose drahtlosen | kabelgebunden kabelgebundene kabelgebundenen verkabelt
inalámbrico inalámbrica inalámbricos inalámbricas | cableado cableada
automatic automatically | manual manually
automatisch automatische automatischen | manuell manuelle manuellen
automático automática automatique | manuelle
digital | analogue analog
flexible bendable elastic stretchy pliable supple | rigid stiff inflexible
flexibel flexible flexiblen elastisch elastische elastischen biegsam | starr starre starren steif steife steifen
soft | hard firm
weich weiche weichen | hart harte harten
suave blando blanda souple | duro dura rígido rígida rigide
portable handheld | stationary
tragbar tragbare tragbaren | stationär stationäre stationären
adjustable variable | fixed
verstellbar einstellbar verstellbare verstellbaren einstellbare einstellbaren | fest feste festen starr
removable detachable | fixed integrated welded
rechargeable | disposable
breathable | airtight
foldable collapsible folding | rigid
front | rear back
vordere vorderen vorderer | hintere hinteren hinterer
light lightweight featherweight | heavy heavyweight
leicht leichte leichten leichter | schwer schwere schweren schwerer
ligero ligera léger légère | pesado pesada lourd lourde
natural | synthetic artificial
natürlich natürliche natürlichen | synthetisch synthetische synthetischen künstlich künstliche
genuine real | fake faux imitation artificial
indoor | outdoor
indoors | outdoors
thin slim slender | thick bulky chunky
dünn dünne dünnen schlank schlanke schlanken | dick dicke dicken
delgado delgada fino fina mince fin | grueso gruesa épais épaisse
single mono | double dual twin | triple | quad quadruple
einzeln einfach | doppelt doppelte doppelten | dreifach dreifache dreifachen | vierfach
stereo | mono
optical | mechanical
solid | hollow
massiv massive massiven | hohl hohle hohlen
winter | summer
women women's ladies female | men men's gents male
damen | herren
adult adults | kids children toddlers
round circular | square rectangular
rund runde runden | eckig eckige eckigen quadratisch
vertical upright | horizontal
senkrecht vertikal | waagerecht horizontal
left | right
linke linken links | rechte rechten rechts
upper top | lower bottom
obere oberen | untere unteren
inner internal inside inward | outer external outside outward
innere inneren intern | äußere äußeren extern
built integrated | external
hot warm | cold cool chilled
heiß heiße heißen warm warme warmen | kalt kalte kalten kühl
caliente chaud chaude | frío fría froid froide
wet | dry
nass nasse nassen | trocken trockene trockenen
high | low
hoch hohe hohen | niedrig niedrige niedrigen
alto alta haut haute | bajo baja bas basse
long | short
lang lange langen langer | kurz kurze kurzen kurzer
largo larga | corto corta
wide broad | narrow
breit breite breiten weit weite | schmal schmale schmalen eng enge engen
large big huge giant | small little tiny mini
groß große großen großer | klein kleine kleinen kleiner
grande grandes grand | pequeño pequeña petit petite
open | closed sealed
offen offene offenen | geschlossen geschlossene geschlossenen
fast quick rapid | slow
schnell schnelle schnellen | langsam langsame langsamen
rápido rápida rapide | lento lenta lent lente
quiet silent noiseless | loud noisy
leise leisen | laut laute lauten
silencioso silenciosa silencieux | ruidoso ruidosa bruyant
bright | dark dim
hell helle hellen | dunkel dunkle dunklen
matte matt | glossy shiny
matt matte matten | glänzend glänzende glänzenden
smooth | rough
glatt glatte glatten | rau raue rauen
sharp | blunt dull
scharf scharfe scharfen | stumpf stumpfe stumpfen
straight | curved
gerade geraden | gebogen gebogene gebogenen
transparent clear see-through | opaque
durchsichtig transparent | undurchsichtig
new | used refurbished
input | output
upload | download
maximum max | minimum min
day daytime | night nighttime
sweet | sour bitter
active | passive
aktiv aktive aktiven | passiv passive passiven
domestic | international
permanent | temporary removable
waterproof watertight | permeable
strong sturdy robust | weak fragile flimsy
stark starke starken robust | schwach schwache schwachen zerbrechlich
full | empty half
alkaline | lithium
petrol gasoline | diesel
`

const OPPOSITES = new Map<string, Set<string>>()
for (const line of PAIRS.trim().split('\n')) {
  const sides = line.split('|').map((side) => side.trim().split(' ').map(keyOf))
  for (const side of sides) {
    const others = sides.filter((each) => each !== side).flat()
    for (const one of side) {
      const known = OPPOSITES.get(one) ?? new Set()
      for (const other of others) if (!side.includes(other)) known.add(other)
      OPPOSITES.set(one, known)
    }
  }
}

/** The keys of the words that a word shuts out, if it names such a property. */
export const oppositesOf = (key: string): ReadonlySet<string> | undefined => OPPOSITES.get(key)
