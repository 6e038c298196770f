import { isStep, steps } from '../../lifecycle/steps.ts'
import { type Notice, noticeStatuses } from '../../models/notice.ts'

const others: Record<string, string> = {
  nudge: 'A reminder to decide',
  overdue: 'Something overdue',
  message: 'A message',
  appointment: 'An appointment',
  reminder: 'A reminder of an appointment',
  'follow-up': 'A follow-up',
  link: 'A new link to a referral',
  sequence: 'What a referral waited for has ended',
  conference: 'A note in a case conference',
  digest: 'The weekly digest',
}

/** A notice that did not arrive, in words. `names` are those of users and organisations, by id; people have none here. */
export function noticeShown({ _id, about, to, status, why, tries, createdAt }: Notice, names: Map<string, string>) {
  const whom = to.user ?? to.organisation
  return {
    id: _id,
    about: isStep(about) ? steps[about].done : (others[about] ?? 'Something changed'),
    to: whom ? (names.get(String(whom)) ?? 'Somebody who is no longer here') : 'The person',
    status: noticeStatuses[status],
    why,
    tries,
    createdAt,
    // What may have reached a person is never sent again.
    mayTry: status !== 'uncertain',
  }
}
