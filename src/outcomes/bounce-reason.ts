/**
 * Why a mail came back. The first four are about the address: nobody gets mail there, so it is never written to again
 * (`hard`). The others are about this message, this sender or this hour, and say nothing against the address (`soft`).
 */
export type BounceReason =
  | 'no-such-user'
  | 'no-such-domain'
  | 'moved'
  | 'no-mail-here'
  | 'mailbox-full'
  | 'mailbox-disabled'
  | 'filtered'
  | 'sender-refused'
  | 'not-authenticated'
  | 'bad-reputation'
  | 'spam'
  | 'virus'
  | 'policy'
  | 'too-large'
  | 'too-much'
  | 'bad-message'
  | 'no-relaying'
  | 'not-reached'
  | 'expired'
  | 'system'
  | 'other'

const HARD: ReadonlySet<BounceReason> = new Set(['no-such-user', 'no-such-domain', 'moved', 'no-mail-here'])
export const isHard = (reason: BounceReason): boolean => HARD.has(reason)
