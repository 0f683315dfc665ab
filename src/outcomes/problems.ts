import { defineProblem } from '../problem.ts'

export const senderNotPaused = defineProblem('sender-not-paused', 409, 'This sender is not paused')
