/** Request bodies as a client would send them; each call makes a fresh one. */

export const aBrand = (change: Record<string, unknown> = {}) => ({
  name: 'Aquila',
  sender: { name: 'Aquila', email: 'hello@aquila.example' },
  postalAddress: '1 Quay, Lisbon',
  linkDomains: ['shop.example'],
  ...change,
})

export const aProduct = (change: Record<string, unknown> = {}) => ({
  name: 'Silent 39 Dishwasher',
  brand: 'Aquila',
  category: 'Dishwashers',
  price: { amount: '649.00', currency: 'EUR' },
  availability: 'in_stock',
  url: 'https://shop.example/dw-1',
  facts: ['Noise level 39 dB', '14 place settings'],
  ...change,
})

export const aConsent = (change: Record<string, unknown> = {}) => ({
  channel: 'email',
  purpose: 'marketing',
  state: 'granted',
  source: 'checkout',
  at: '2026-01-01T00:00:00Z',
  ...change,
})

export const aCustomer = (change: Record<string, unknown> = {}) => ({
  firstName: 'Ines',
  lastName: 'Roca',
  email: 'ines@example.com',
  consents: [aConsent()],
  ...change,
})
