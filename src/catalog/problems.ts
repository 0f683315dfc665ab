import { defineProblem } from '../problem.ts'

export const productNotFound = defineProblem('product-not-found', 404, 'There is no such product')
export const offerNotFound = defineProblem('offer-not-found', 404, 'There is no such offer')
export const importTooLarge = defineProblem('import-too-large', 413, 'The import is too large')
export const notNdjson = defineProblem('not-ndjson', 415, 'An import is sent as NDJSON')
