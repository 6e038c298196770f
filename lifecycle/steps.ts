/**
 * A referral's life: every status, every step, from where, by whom, what it must carry, what it is called.
 * Pages, permissions, the enum and the tests are read from it; it imports nothing.
 * Source: FHIR Task, Gravity SDOHCC STU3 and the NHS e-Referral Service.
 */
export const statuses = {
  draft: { label: 'Draft', colour: 'grey', open: true },
  sent: { label: 'Sent, awaiting a decision', colour: 'blue', open: true },
  info_needed: { label: 'More information needed', colour: 'orange', open: true },
  accepted: { label: 'Accepted', colour: 'aqua-green', open: true },
  waiting_list: { label: 'On the waiting list', colour: 'yellow', open: true },
  in_progress: { label: 'Under way', colour: 'green', open: true },
  on_hold: { label: 'On hold', colour: 'yellow', open: true },
  completed: { label: 'Completed', colour: 'green', open: false },
  ended_early: { label: 'Ended early', colour: 'grey', open: false },
  declined: { label: 'Declined', colour: 'red', open: false },
  redirected: { label: 'Passed on', colour: 'purple', open: false },
  withdrawn: { label: 'Withdrawn', colour: 'grey', open: false },
  expired: { label: 'Expired', colour: 'grey', open: false },
  entered_in_error: { label: 'Entered in error', colour: 'grey', open: false },
} as const

export type Status = keyof typeof statuses
