import { defineProblem } from '../problem.ts'

export const lotNotFound = defineProblem('lot-not-found', 404, 'There is no such lot')
export const lotEmpty = defineProblem('lot-empty', 422, 'No clean draft waits for a decision')
export const lotUnderWay = defineProblem('lot-under-way', 409, 'The campaign has a lot under way')
export const lotTooLarge = defineProblem('lot-too-large', 422, 'The lot is too large')
export const lotTriedTooOften = defineProblem(
  'lot-tried-too-often',
  409,
  'Too many lots of this campaign were not accepted',
)
export const lotEnded = defineProblem('lot-ended', 409, 'This lot is closed')
export const lotNotJudged = defineProblem('lot-not-judged', 409, 'The sample is not judged yet')
export const sampleNotFound = defineProblem('sample-not-found', 404, 'There is no such place in the sample')
export const sampleJudged = defineProblem('sample-judged', 409, 'This place is judged already')
export const sampleNotShown = defineProblem('sample-not-shown', 409, 'You were not shown this')
