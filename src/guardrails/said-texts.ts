import type { Brief } from '../briefs/brief.ts'

/** Every text whose words a message may repeat: facts that may be said, product names and categories, what the brand always says. */
export function saidTexts(brief: Brief): string[] {
  const facts = brief.facts.filter((fact) => fact.use === 'mention').map((fact) => fact.text)
  const products = brief.products.flatMap((product) =>
    product.category === null ? [product.name] : [product.name, product.category],
  )
  return [...facts, ...products, ...(brief.brand.requiredPhrases ?? [])]
}
