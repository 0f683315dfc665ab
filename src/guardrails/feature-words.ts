import type { Place } from './text-places.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

export type Feature = { id: number; kind: 'colour' | 'material' | 'feature' }

/** Shorter names have no endings: with one they are often another word. */
const MIN_STEM = 4
const ENDINGS = ['', 'e', 'n', 'en', 'er', 'es', 'em', 's', 'a', 'as', 'os', 'o', 'x']
/** By the words of a name in small letters, one blank apart. */
const BY_NAME = new Map<string, Feature>()
/** Words with which a name of several words begins, and how many words such a name has at most. */
const BEGINS = new Map<string, number>()
let count = 0

/** Each line is one thing in all its names, in English, German, Spanish and French; a name of two words has `_` between them. */
function add(kind: Feature['kind'], lines: string): void {
  for (const line of lines.trim().split('\n')) {
    const feature = { id: count++, kind }
    for (const written of line.trim().split(' ')) {
      const name = wordsOf(written.replaceAll('_', ' ')).map(({ low }) => low)
      for (const ending of written.length < MIN_STEM ? [''] : ENDINGS) BY_NAME.set(name.join(' ') + ending, feature)
      const [first = ''] = name
      if (name.length > 1) BEGINS.set(first, Math.max(name.length, BEGINS.get(first) ?? 0))
    }
  }
}

add(
  'colour',
  `
black schwarz negro negra noir noire anthrazit
white weiß weiss blanco blanca blanc blanche
grey gray grau gris
silver silber plateado argenté silbern
red rot rote roten roter rotes rojo roja rouge crimson
blue blau azul bleu azure azur
navy marineblau dunkelblau
green grün verde vert
olive oliv oliva
turquoise türkis turquesa teal
yellow gelb amarillo amarilla jaune
orange naranja
pink rosa rosé
purple violet lila violett morado violeta mauve lavender
brown braun marrón brun marron chestnut
beige cream creme ivory elfenbein
gold golden dorado doré
bronze bronce
burgundy bordeaux burdeos maroon
khaki
magenta fuchsia
sandfarben sand arena
`,
)
add(
  'material',
  `
leather leder cuero cuir cowhide nappa
suede wildleder daim velour nubuck nubukleder
nylon
polyester poliéster
cotton baumwolle algodón coton
wool wolle lana laine merino
silk seide seda soie
linen leinen lino
canvas segeltuch lona
denim
filz fieltro feutre
cork kork corcho liège
rubber gummi caucho goma caoutchouc
silicone silikon silicona
plastic kunststoff plastik plástico plastique
pvc vinyl
aluminium aluminum aluminio alu
steel stahl edelstahl acero acier
brass messing latón laiton
copper kupfer cobre cuivre
titanium titan titanio titane
zinc zink
wood wooden holz holzern madera bois
oak eiche roble chêne
walnut walnuss nogal noyer
bamboo bambus bambú bambou
glass glas vidrio cristal verre
ceramic keramik cerámica céramique
porcelain porzellan porcelana porcelaine
marble marmor mármol marbre
granite granit granito
carbon karbon carbono
microfibre microfiber mikrofaser microfibra
fleece
velvet samt terciopelo velours
latex látex
cardboard pappe karton cartón carton
gore_tex
memory_foam
`,
)
add(
  'feature',
  `
wireless kabellos drahtlos inalámbrico inalámbrica sans_fil cordless
wired kabelgebunden con_cable filaire
bluetooth
wifi wlan wi_fi
nfc
gps
infrared infrarot infrarrojo infrarouge
usb
hdmi
ethernet
stylus
android
windows
ios iphone ipad
linux
alexa google_assistant siri voice_assistant sprachassistent
voice_control controlled_by_voice by_voice voice_command sprachsteuerung control_por_voz commande_vocale
touchscreen touch_screen pantalla_táctil écran_tactile
remote_control fernbedienung mando_a_distancia télécommande
rechargeable wiederaufladbar aufladbar recargable
disposable einweg desechable jetable
solar solar_panel solarzelle
automatic automatically automatisch automático automática automatique
manual manually manuell
analogue analog analógico analogique
electric electrical elektrisch eléctrico eléctrica électrique
noise_cancelling noise_cancellation geräuschunterdrückung
waterproof wasserdicht wasserfest impermeable imperméable étanche
water_resistant wasserabweisend splash_proof spritzwassergeschützt
under_water underwater unter_wasser bajo_el_agua sous_l'eau
dustproof staubdicht
shockproof stoßfest
fireproof feuerfest flame_retardant ignífugo
scratch_resistant kratzfest
fingerprint fingerabdruck huella_dactilar empreinte
breathable atmungsaktiv transpirable respirant
adjustable verstellbar einstellbar ajustable réglable
removable detachable abnehmbar herausnehmbar extraíble amovible
portable tragbar portátil
vegan vegano végane
animal_based
organic biologisch bio_qualität orgánico ecológico biologique
recycled recycling recycelt reciclado reciclada recyclé
sustainable nachhaltig sostenible durable_écologique
climate_neutral klimaneutral
synthetic synthetisch sintético synthétique
handmade hand_made handgefertigt handgemacht hecho_a_mano fait_main
family_business family_run familienbetrieb familienunternehmen empresa_familiar entreprise_familiale
hypoallergenic hypoallergen allergy allergies allergic allergen allergiker hipoalergénico hypoallergénique
bpa_free bpa_frei
dishwasher spülmaschine geschirrspüler spülmaschinenfest lavavajillas lave_vaisselle
machine_washable maschinenwaschbar waschmaschine lavadora
oven_safe ofenfest backofen
microwave mikrowelle microondas micro_ondes
freezer gefrierschrank congelador congélateur
child_lock childproof kindersicherung bloqueo_infantil sécurité_enfant
night_light nightlight nachtlicht luz_nocturna veilleuse
timer zeitschaltuhr temporizador minuterie
auto_off switches_itself_off turns_itself_off abschaltautomatik schaltet_sich_von_selbst_ab apagado_automático
thermostat termostato
app apps aplicación
laboratory lab labor laboratorio laboratoire
clinically klinisch clínicamente
dermatologist dermatologically dermatologisch
certified certification zertifiziert certificado certifié
patented patentiert patentado breveté
prize award awarded designpreis auszeichnung ausgezeichnet premiado galardonado récompense
warranty guarantee guaranteed garantie garantía
spare_part ersatzteil pieza_de_repuesto repuesto pièce_détachée
pouch travel_bag carry_bag carrying_case reisetasche tragetasche etui estuche pochette
gift_box geschenkbox geschenkverpackung caja_regalo coffret
engraving engraved gravur grabado gravure
initials initialen iniciales
adapter adaptor
charger ladegerät cargador chargeur
antenna antenne antena
keyboard tastatur teclado clavier
velcro klettverschluss
organic_cotton biobaumwolle
oled amoled
out_of_5 out_of_five von_5_sternen von_fünf_sternen de_5_estrellas sobre_5 sur_5_étoiles
lcd
hdr
`,
)
add(
  'feature',
  `
portugal
germany deutschland alemania allemagne
italy italien italia italie
france frankreich francia
spain spanien españa espagne
china
switzerland schweiz suiza suisse
austria österreich autriche
japan japón japon
korea corea corée
india indien inde
vietnam
turkey türkei turquía turquie
poland polen polonia pologne
sweden schweden suecia suède
denmark dänemark dinamarca danemark
`,
)

type Named = Place & { feature: Feature; words: readonly Word[] }

/** The features that a row of words names. */
export function featuresIn(words: readonly Word[]): Named[] {
  const found: Named[] = []
  for (const [at, word] of words.entries()) {
    const named = severalWords(words, at) ?? oneWord(word)
    if (named !== null) found.push(named)
  }
  return found
}

function severalWords(words: readonly Word[], at: number): Named | null {
  const word = words[at]!
  for (let length = BEGINS.get(word.low) ?? 1; length > 1; length--) {
    const named = words.slice(at, at + length)
    const feature = BY_NAME.get(named.map(({ low }) => low).join(' '))
    const isOneName = named.every((each, index) => index === 0 || each.start - (named[index - 1]?.end ?? 0) === 1)
    if (feature !== undefined && isOneName) {
      return { feature, words: named, start: word.start, end: named.at(-1)?.end ?? word.end }
    }
  }
  return null
}

function oneWord(word: Word): Named | null {
  // "Wollen" is wanting before it is woollen.
  if (word.form.isGlue) return null
  const feature = BY_NAME.get(word.low) ?? (word.key.length < MIN_STEM ? undefined : BY_NAME.get(word.key))
  return feature === undefined ? null : { feature, words: [word], start: word.start, end: word.end }
}
