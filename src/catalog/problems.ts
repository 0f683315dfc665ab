import { defineProblem } from '../problem.ts'

export const productNotFound = defineProblem('product-not-found', 404, 'There is no such product')
export const offerNotFound = defineProblem('offer-not-found', 404, 'There is no such offer')
export const importTooLarge = defineProblem('import-too-large', 413, 'The import is too large')
export const importType = defineProblem('import-type', 415, 'Products cannot be imported in this form')
export const importUnreadable = defineProblem('import-unreadable', 422, 'The file cannot be read')
export const newerIsKnown = defineProblem('newer-is-known', 409, 'Something newer is known')
