import { defineProblem } from '../problem.ts'

export const campaignNotFound = defineProblem('campaign-not-found', 404, 'There is no such campaign')
export const campaignState = defineProblem('campaign-state', 409, 'The campaign is not in a state for this')
export const budgetWithoutPrice = defineProblem(
  'budget-without-price',
  422,
  'A budget in money needs a model with a price',
)
export const budgetSpent = defineProblem('budget-spent', 409, 'More than that is spent already')
export const audienceEmpty = defineProblem('campaign-audience-empty', 422, 'The audience of this campaign is empty')
export const noUpload = defineProblem('campaign-takes-no-upload', 409, 'This campaign takes no uploaded audience')
export const uploadTooLarge = defineProblem('upload-too-large', 413, 'The file is too large')
export const uploadUnreadable = defineProblem('upload-unreadable', 422, 'The file cannot be read')
export const uploadType = defineProblem('upload-type', 415, 'This kind of file cannot be read')
