import { defineProblem } from '../problem.ts'

export const deliveryNotFound = defineProblem('delivery-not-found', 404, 'There is no such delivery')
export const noConsent = defineProblem('no-consent', 422, 'The customer has not agreed to this')
export const suppressedAddress = defineProblem('suppressed', 422, 'This address must not be written to')
export const objectedTo = defineProblem('objected', 422, 'The customer does not want this to be used')
export const addressChanged = defineProblem('address-changed', 422, 'The customer has another address now')
export const notForAgents = defineProblem('not-for-agents', 409, 'This message is sent, not taken over')
export const alreadyTaken = defineProblem('already-taken-over', 409, 'Somebody else has taken this over')
export const notToBeTaken = defineProblem('not-to-be-taken-over', 409, 'This message cannot be taken over now')
export const alreadyLeft = defineProblem('delivery-left', 409, 'The message has left already')
export const notUncertain = defineProblem('delivery-not-uncertain', 409, 'This delivery is not uncertain')
export const suppressionNotFound = defineProblem('suppression-not-found', 404, 'There is no such suppression')
