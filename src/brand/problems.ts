import { defineProblem } from '../problem.ts'

export const brandNotSet = defineProblem('brand-not-set', 404, 'The brand has not been described yet')
