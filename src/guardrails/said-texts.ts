import type { Brief } from '../briefs/brief.ts'

/** Every text whose words a message may repeat: facts that may be said, product names and categories, what the brand always says. */
export function saidTexts(brief: Brief): string[] {
  const facts = brief.facts.filter((fact) => fact.use === 'mention').map((fact) => fact.text)
  return [...facts, ...namesSaid(brief)]
}

/** Those of them that are no facts. */
export function namesSaid(brief: Brief): string[] {
  const products = brief.products.flatMap((product) =>
    product.category === null ? [product.name] : [product.name, product.category],
  )
  return [...products, ...(brief.brand.requiredPhrases ?? [])]
}
