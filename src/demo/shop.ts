/**
 * The demo's shop: fictional, like its brands, products and addresses (`.example` names lead nowhere, RFC 2606). It has an
 * English, a German and a Spanish storefront, and each product is described in the language in which it is sold.
 */
export const brand = {
  name: 'Quay Street',
  sender: { name: 'Quay Street', email: 'hello@quaystreet.example' },
  postalAddress: '1 Quay Street, 1000 Lisbon, Portugal',
  linkDomains: ['quaystreet.example'],
  voice: 'Plain, friendly, short sentences.',
  bannedPhrases: ['cheapest ever', 'once in a lifetime'],
  frequencyCaps: [{ channel: 'email', max: 2, days: 7 }],
}

const SHOP = 'https://quaystreet.example'
const euros = (amount: string) => ({ amount, currency: 'EUR' })

export const products = [
  {
    id: 'silent-39',
    name: 'Silent 39 Dishwasher',
    brand: 'Aquila',
    category: 'Dishwashers',
    price: euros('649.00'),
    availability: 'in_stock',
    url: `${SHOP}/silent-39`,
    facts: ['Noise level 39 dB', '14 place settings', 'Quick wash in 35 minutes', '5 year warranty on all parts'],
  },
  {
    id: 'compact-45',
    name: 'Compact 45 Dishwasher',
    brand: 'Aquila',
    category: 'Dishwashers',
    price: euros('499.00'),
    availability: 'in_stock',
    url: `${SHOP}/compact-45`,
    facts: ['45 cm wide', '9 place settings', 'Noise level 44 dB'],
  },
  {
    id: 'family-16',
    name: 'Family 16 Dishwasher',
    brand: 'Borealis',
    category: 'Dishwashers',
    price: euros('729.00'),
    availability: 'backorder',
    url: `${SHOP}/family-16`,
    facts: ['16 place settings', 'Noise level 42 dB', 'Third rack for cutlery'],
  },
  {
    id: 'wolke-500',
    name: 'Wolke 500 Akkustaubsauger',
    brand: 'Borealis',
    category: 'Staubsauger',
    price: euros('279.00'),
    availability: 'in_stock',
    url: `${SHOP}/de/wolke-500`,
    facts: ['50 Minuten Akkulaufzeit', '2,4 kg leicht', 'Staubbehälter mit 0,7 Litern', 'auswechselbarer Akku'],
  },
  {
    id: 'wolke-300',
    name: 'Wolke 300 Bodenstaubsauger',
    brand: 'Borealis',
    category: 'Staubsauger',
    price: euros('159.00'),
    availability: 'in_stock',
    url: `${SHOP}/de/wolke-300`,
    facts: ['Lautstärke 68 dB', '9 Meter Aktionsradius', '5,1 kg Gewicht'],
  },
  {
    id: 'brise-mini',
    name: 'Brise Mini Handstaubsauger',
    brand: 'Aquila',
    category: 'Staubsauger',
    price: euros('59.90'),
    availability: 'in_stock',
    url: `${SHOP}/de/brise-mini`,
    facts: ['15 Minuten Akkulaufzeit', '0,6 kg leicht'],
  },
  {
    id: 'marea-15',
    name: 'Marea 15',
    brand: 'Tramontana',
    category: 'Cafeteras',
    price: euros('189.00'),
    availability: 'in_stock',
    url: `${SHOP}/es/marea-15`,
    facts: ['cafetera exprés de 15 bares', 'depósito de 1,2 litros', 'vaporizador de leche de acero'],
  },
  {
    id: 'alba-10',
    name: 'Alba 10',
    brand: 'Tramontana',
    category: 'Cafeteras',
    price: euros('64.90'),
    availability: 'in_stock',
    url: `${SHOP}/es/alba-10`,
    facts: ['cafetera de filtro para 10 tazas', 'depósito de 1,5 litros', 'apagado automático a los 40 minutos'],
  },
  {
    id: 'fuego-6',
    name: 'Fuego 6',
    brand: 'Tramontana',
    category: 'Cafeteras',
    price: euros('24.50'),
    availability: 'in_stock',
    url: `${SHOP}/es/fuego-6`,
    facts: ['cafetera italiana de aluminio', '6 tazas'],
  },
  {
    id: 'alma-dress',
    name: 'Alma Wrap Dress',
    brand: 'Ribeira',
    category: "Women's clothing",
    price: euros('89.00'),
    availability: 'in_stock',
    url: `${SHOP}/alma-dress`,
    facts: [
      '100 % linen',
      'Size M fits a chest of 92 to 98 cm and is 104 cm long',
      'Tie belt for a waist of 66 to 84 cm',
    ],
  },
  {
    id: 'lena-cardigan',
    name: 'Lena Cardigan',
    brand: 'Ribeira',
    category: "Women's clothing",
    price: euros('74.00'),
    availability: 'in_stock',
    url: `${SHOP}/lena-cardigan`,
    facts: ['70 % merino wool, 30 % cotton', 'Wash by hand in cold water and dry flat'],
  },
  {
    id: 'vega-trousers',
    name: 'Vega Wide-Leg Trousers',
    brand: 'Ribeira',
    category: "Women's clothing",
    price: euros('69.00'),
    availability: 'in_stock',
    url: `${SHOP}/vega-trousers`,
    facts: ['Inside leg 76 cm or 82 cm', '98 % cotton, 2 % elastane'],
  },
]

const DAY_MS = 86_400_000

/** The one offer of the shop, open now. */
export const offer = (now: Date) => ({
  id: 'quiet-10',
  body: {
    code: 'QUIET10',
    kind: 'percent',
    value: '10',
    terms: '10 % off one dishwasher, once per customer.',
    validFrom: new Date(now.getTime() - 7 * DAY_MS).toISOString(),
    validUntil: new Date(now.getTime() + 21 * DAY_MS).toISOString(),
    productIds: ['silent-39', 'compact-45', 'family-16'],
  },
})
