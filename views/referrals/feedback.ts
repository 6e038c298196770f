import { helpedAnswers } from '../../lifecycle/feedback.ts'
import type { Referral } from '../../models/referral.ts'

/** How it went, as the person said, the latest first. */
export const feedbackShown = ({ feedback }: Pick<Referral, 'feedback'>) =>
  (feedback ?? []).toReversed().map(({ at, helped, comment }) => ({
    at,
    helped: helpedAnswers[helped].toLowerCase(),
    comment,
  }))
