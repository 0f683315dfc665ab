import { defineProblem } from '../problem.ts'

export const customerNotFound = defineProblem('customer-not-found', 404, 'There is no such customer')
