import { expect } from 'chai'
import type { Status } from '../../lifecycle/steps.ts'
import { isUnmetNeed } from '../../lifecycle/unmet-need.ts'

describe('A need that nobody met', () => {
  const began = (status: Status) => ({ status, startedAt: new Date() })
  const never = (status: Status) => ({ status })
  const cases: [string, Parameters<typeof isUnmetNeed>[0], boolean][] = [
    ['is one that every service declined', [never('declined'), never('declined')], true],
    ['is one that ended early before it began', [never('ended_early')], true],
    ['is one that nobody answered, beside one withdrawn', [never('expired'), never('withdrawn')], true],
    ['isn’t one while a referral is open', [never('declined'), never('sent')], false],
    ['isn’t one once somebody began, even if it ended early', [never('declined'), began('ended_early')], false],
    ['isn’t one that the person withdrew', [never('withdrawn')], false],
    ['isn’t one passed on, while the other is open', [never('redirected'), never('accepted')], false],
    ['isn’t one entered in error', [never('entered_in_error')], false],
  ]
  for (const [what, referrals, unmet] of cases) it(what, () => expect(isUnmetNeed(referrals)).to.equal(unmet))
})
