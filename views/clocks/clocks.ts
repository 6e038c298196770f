import { clockNames, clockQuestions } from '../../forms/clocks.ts'
import type { Service } from '../../models/service.ts'

/** A service with how long it takes, each as it was set or as usual. */
export const clocksShown = ({ _id, name, referral }: Service) => ({
  _id,
  name,
  clocks: clockNames.map((clock) => {
    const { label, usual } = clockQuestions[clock]
    return { label, days: referral[clock] ?? usual, usual: referral[clock] === undefined }
  }),
})
