import { Router } from 'express'
import appointments from './appointments.ts'
import areas from './areas.ts'
import assignments from './assignments.ts'
import basket from './basket.ts'
import clocks from './clocks.ts'
import conferences from './conferences.ts'
import decide from './decide.ts'
import drafts from './drafts.ts'
import followUps from './follow-ups.ts'
import health from './health.ts'
import home from './home.ts'
import keyWorker from './key-worker.ts'
import measurements from './measurements.ts'
import mistakes from './mistakes.ts'
import notices from './notices.ts'
import referrals from './referrals.ts'
import selfReferrals from './self-referrals.ts'
import services from './services.ts'
import signIn from './sign-in.ts'
import signposts from './signposts.ts'
import supportRequests from './support-requests.ts'
import track from './track.ts'
import trackingCodes from './tracking-codes.ts'

/** Everything people can ask for, one file per noun. */
export const routes = Router()
for (const noun of [
  home,
  services,
  clocks,
  signposts,
  areas,
  basket,
  supportRequests,
  drafts,
  keyWorker,
  conferences,
  referrals,
  assignments,
  appointments,
  measurements,
  followUps,
  trackingCodes,
  selfReferrals,
  track,
  decide,
  notices,
  mistakes,
  signIn,
  health,
])
  routes.use(noun)
