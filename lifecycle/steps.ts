/**
 * A referral's life: every status, every step, from where, by whom, what it must carry, what it is called, whom to tell.
 * Pages, permissions, the enum, the clocks, the FHIR mapping and the tests are read from it; it imports nothing.
 * Source: FHIR Task, Gravity SDOHCC STU3 and the NHS e-Referral Service.
 *
 * Each status says which clock runs while a referral is in it (lifecycle/clocks has the lengths), who has to move next, and
 * what other systems call it: FHIR Task.status, Task.businessStatus where several of ours are one status there, and the
 * e-Referral Service's referral state where it has one.
 */
export const statuses = {
  draft: {
    label: 'Not sent yet',
    colour: 'grey',
    open: true,
    clock: null,
    waitsFor: 'referrer',
    fhir: 'draft',
    ers: 'NOT_BOOKED',
  },
  sent: {
    label: 'Sent, awaiting a decision',
    colour: 'blue',
    open: true,
    clock: 'decide',
    waitsFor: 'provider',
    fhir: 'requested',
    business: 'awaiting-decision',
    ers: 'AWAITING_TRIAGE',
  },
  info_needed: {
    label: 'More information needed',
    colour: 'orange',
    open: true,
    clock: 'answer',
    waitsFor: 'referrer',
    fhir: 'requested',
    business: 'info-requested',
    ers: 'TRIAGE_RESPONSE',
  },
  accepted: {
    label: 'Accepted',
    colour: 'aqua-green',
    open: true,
    clock: 'contact',
    waitsFor: 'provider',
    fhir: 'accepted',
    ers: 'TRIAGED_PROVIDER_TO_ACTION',
  },
  waiting_list: {
    label: 'On the waiting list',
    colour: 'yellow',
    open: true,
    clock: 'review',
    waitsFor: 'provider',
    fhir: 'accepted',
    business: 'waitlisted',
    ers: 'DEFERRED_TO_PROVIDER',
  },
  in_progress: {
    label: 'Under way',
    colour: 'green',
    open: true,
    clock: null,
    waitsFor: 'provider',
    fhir: 'in-progress',
    ers: 'BOOKED',
  },
  on_hold: {
    label: 'On hold',
    colour: 'yellow',
    open: true,
    clock: 'review',
    waitsFor: 'provider',
    fhir: 'on-hold',
    business: 'paused',
  },
  completed: { label: 'Completed', colour: 'green', open: false, clock: null, waitsFor: null, fhir: 'completed' },
  ended_early: { label: 'Ended early', colour: 'grey', open: false, clock: null, waitsFor: null, fhir: 'failed' },
  declined: {
    label: 'Declined',
    colour: 'red',
    open: false,
    clock: null,
    waitsFor: null,
    fhir: 'rejected',
    ers: 'REJECTED',
  },
  redirected: {
    label: 'Passed on',
    colour: 'purple',
    open: false,
    clock: null,
    waitsFor: null,
    fhir: 'rejected',
    business: 'redirected',
  },
  withdrawn: {
    label: 'Withdrawn',
    colour: 'grey',
    open: false,
    clock: null,
    waitsFor: null,
    fhir: 'cancelled',
    ers: 'CANCELLED_REFERRAL',
  },
  expired: {
    label: 'Expired',
    colour: 'grey',
    open: false,
    clock: null,
    waitsFor: null,
    fhir: 'cancelled',
    business: 'expired-no-response',
  },
  entered_in_error: {
    label: 'Entered in error',
    colour: 'grey',
    open: false,
    clock: null,
    waitsFor: null,
    fhir: 'entered-in-error',
  },
} as const

export type Status = keyof typeof statuses

/** What other systems call a status. */
export function mapsOf(status: Status): { fhir: string; business?: string; ers?: string } {
  const { fhir, business, ers }: { fhir: string; business?: string; ers?: string } = statuses[status]
  return { fhir, business, ers }
}

export type Clock = 'decide' | 'answer' | 'contact' | 'review'

/** The sides of a referral. The hub may act for a provider or a person who phones; the record says so. */
export const parties = {
  referrer: 'the referrer',
  provider: 'the provider',
  hub: 'the hub',
  person: 'the person',
  administrator: 'an administrator',
  waymark: 'Waymark itself',
} as const
export type Party = keyof typeof parties

/** Something a step must or may carry: enough to draw the field and to check what was typed. */
export interface Field {
  name: string
  type: 'text' | 'long-text' | 'date' | 'time' | 'number' | 'choice' | 'service'
  label: string
  /** What the history calls it, where that isn't the label: said of somebody else. */
  recorded?: string
  hint?: string
  required?: boolean
  /** Longest text, or greatest number. */
  max?: number
  min?: number
  /** Numbers: no fractions. */
  whole?: boolean
  choices?: Record<string, string>
  /** Only for services of these kinds: models/kind. */
  kinds?: readonly string[]
  /** Required for services of these kinds. */
  requiredFor?: readonly string[]
  /** Not asked any more: old records still show it. */
  retired?: boolean
  /** Asked once for each thing that the person hopes for. */
  perGoal?: boolean
  /** Several may be given. */
  several?: boolean
  /** Dates: the earliest and latest allowed, in days from today. */
  earliest?: number
  latest?: number
}

/** Which coded list a reason comes from: lifecycle/reasons. */
export type ReasonList =
  | 'decline'
  | 'withdraw'
  | 'end'
  | 'hold'
  | 'outcome'
  | 'redirect'
  | 'expire'
  | 'error'
  | 'reopen'
  | 'advice'
  | 'cancel_appointment'
  | 'miss_appointment'

export interface Step {
  from: readonly Status[]
  to: Status
  by: readonly Party[]
  /** The words on the button. */
  label: string
  /** The words in the history: 'Accepted' by Tariq Aziz. */
  done: string
  /** The words in a sentence: 'Tariq Aziz accepted it at 10:42'. */
  said: string
  /** The heading above the fields; absent when a button is all it takes. */
  question?: string
  hint?: string
  fields?: readonly Field[]
  reasons?: ReasonList
  /** Whom to tell, where a message is allowed. */
  tells: readonly Party[]
  /** The step changes nothing that may be taken back: the button is drawn as a warning. */
  final?: boolean
  /** It is the provider's word on whether they take it, and ends the wait for that. */
  decides?: boolean
  /** Only for what was sent to those who take it themselves: never for another. */
  onlyTheirOwn?: boolean
  /** Only where the provider had begun and is asked to stop. */
  whenStopping?: boolean
  /** Only once what was due is overdue. */
  whenOverdue?: boolean
  /** Only for so many days after it was closed. */
  withinDaysOfClosing?: number
}

/** NHS Data Dictionary EMPLOYMENT STATUS, asked when a support request is sent and again when a referral ends. */
export const employmentStatuses = {
  '01': 'Employed',
  '02': 'Unemployed and looking for work',
  '03': 'Student',
  '04': 'Long-term sick or disabled',
  '05': 'Looking after home or family',
  '06': 'Not working, not looking, no benefits',
  '07': 'Unpaid voluntary work',
  '08': 'Retired',
  ZZ: 'Not stated',
} as const
/** Kinds of support whose end is counted in jobs, in pounds, and in being well enough to work. */
export const workKinds = [
  'ips',
  'vcs-employment',
  'supported-employment',
  'work-and-health-advice',
  'volunteering',
] as const
export const moneyKinds = ['debt-advice', 'benefits-advice'] as const
export const treatmentKinds = ['talking-therapies', 'physio-first'] as const

const comment = (label: string): Field => ({ name: 'comment', type: 'long-text', label, max: 1000 })

const lookAgain: Field = {
  name: 'reviewOn',
  type: 'date',
  label: 'Look at it again on',
  hint: 'Within 90 days. Leave it empty for the time that the service has set, or 90 days.',
  earliest: 1,
  latest: 90,
}

const table = {
  send: {
    from: ['draft'],
    to: 'sent',
    by: ['referrer', 'hub', 'person', 'waymark'],
    label: 'Send now',
    done: 'Sent',
    said: 'sent it',
    tells: ['provider', 'person'],
  },
  accept: {
    from: ['sent', 'info_needed', 'waiting_list'],
    to: 'accepted',
    by: ['provider', 'hub'],
    label: 'Accept',
    done: 'Accepted',
    said: 'accepted it',
    fields: [
      { name: 'contact', type: 'text', label: 'Who will be in touch', max: 100 },
      { name: 'contactBy', type: 'date', label: 'In touch by', earliest: 0, latest: 90 },
    ],
    tells: ['referrer', 'person'],
    decides: true,
  },
  wait_list: {
    from: ['sent', 'info_needed', 'accepted'],
    to: 'waiting_list',
    by: ['provider', 'hub'],
    label: 'Put on the waiting list',
    done: 'Put on the waiting list',
    said: 'put it on the waiting list',
    question: 'How long is the wait?',
    fields: [
      { name: 'weeks', type: 'number', label: 'Weeks, if you know', recorded: 'Weeks to wait', min: 0, max: 104 },
      lookAgain,
    ],
    tells: ['referrer', 'person'],
    decides: true,
  },
  ask: {
    from: ['sent'],
    to: 'info_needed',
    by: ['provider', 'hub'],
    label: 'Ask a question',
    done: 'Asked for more information',
    said: 'asked for more information',
    question: 'What do you need to know?',
    fields: [
      { name: 'question', type: 'long-text', label: 'Your question', recorded: 'Question', required: true, max: 500 },
    ],
    tells: ['referrer', 'person'],
  },
  answer: {
    from: ['info_needed'],
    to: 'sent',
    by: ['referrer', 'hub', 'person'],
    label: 'Answer the question',
    done: 'Answered',
    said: 'answered the question',
    question: 'What is your answer?',
    fields: [
      { name: 'answer', type: 'long-text', label: 'Your answer', recorded: 'Answer', required: true, max: 1000 },
    ],
    tells: ['provider'],
  },
  begin: {
    from: ['accepted', 'waiting_list'],
    to: 'in_progress',
    by: ['provider', 'hub'],
    label: 'Record the first contact',
    done: 'Started',
    said: 'recorded the first contact',
    question: 'When was the first contact?',
    hint: 'The first time you spoke with the person: face to face, by video or by phone.',
    fields: [
      {
        name: 'startedOn',
        type: 'date',
        label: 'Date',
        recorded: 'First contact',
        required: true,
        earliest: -365,
        latest: 0,
      },
    ],
    tells: ['referrer'],
  },
  hold: {
    from: ['in_progress'],
    to: 'on_hold',
    by: ['provider', 'hub'],
    label: 'Put on hold',
    done: 'Put on hold',
    said: 'put it on hold',
    question: 'Why is it on hold?',
    reasons: 'hold',
    fields: [lookAgain, comment('Anything to add')],
    tells: ['referrer'],
  },
  resume: {
    from: ['on_hold'],
    to: 'in_progress',
    by: ['provider', 'hub'],
    label: 'Take off hold',
    done: 'Taken off hold',
    said: 'took it off hold',
    tells: ['referrer'],
  },
  complete: {
    from: ['accepted', 'in_progress', 'on_hold'],
    to: 'completed',
    by: ['provider', 'hub'],
    label: 'Complete',
    done: 'Completed',
    said: 'completed it',
    question: 'What came of it?',
    reasons: 'outcome',
    fields: [
      {
        name: 'goals',
        type: 'choice',
        label: 'What the person wanted',
        perGoal: true,
        choices: { achieved: 'Achieved', partly: 'Partly achieved', not: 'Not achieved' },
      },
      {
        name: 'endedOn',
        type: 'date',
        label: 'Last contact',
        hint: 'Leave it empty for today.',
        earliest: -365,
        latest: 0,
      },
      {
        name: 'employmentStatus',
        type: 'choice',
        label: 'Work situation now',
        choices: employmentStatuses,
        requiredFor: workKinds,
      },
      {
        name: 'offSick',
        type: 'choice',
        label: 'Off sick from a job now',
        choices: { yes: 'Yes', no: 'No' },
        kinds: [...workKinds, ...treatmentKinds],
      },
      {
        name: 'jobStartedOn',
        type: 'date',
        label: 'First day of the job',
        hint: 'A job counts after 4 paid hours.',
        earliest: -365,
        latest: 0,
        kinds: workKinds,
      },
      { name: 'hoursPerWeek', type: 'number', label: 'Paid hours a week', min: 0, max: 80, kinds: workKinds },
      {
        name: 'debtDealtWith',
        type: 'number',
        label: 'Debt dealt with, in pounds',
        min: 0,
        max: 10_000_000,
        kinds: moneyKinds,
      },
      {
        name: 'benefitsGained',
        type: 'number',
        label: 'Benefits gained a year, in pounds',
        min: 0,
        max: 1_000_000,
        kinds: moneyKinds,
      },
      {
        name: 'moneyAdviceGained',
        type: 'number',
        label: 'Gained by money advice a year, in pounds',
        hint: 'Lower payments, grants, charges taken off',
        min: 0,
        max: 1_000_000,
        kinds: moneyKinds,
      },
      {
        name: 'incomeGained',
        type: 'number',
        label: 'Income gained a year, in pounds',
        kinds: moneyKinds,
        retired: true,
      },
      comment('Anything to add for the referrer'),
    ],
    tells: ['referrer', 'person'],
    final: true,
  },
  end_early: {
    from: ['accepted', 'waiting_list', 'in_progress', 'on_hold'],
    to: 'ended_early',
    by: ['provider', 'hub'],
    label: 'End early',
    done: 'Ended early',
    said: 'ended it early',
    question: 'Why is it ending?',
    reasons: 'end',
    fields: [comment('Anything to add for the referrer')],
    tells: ['referrer', 'person', 'hub'],
    final: true,
  },
  decline: {
    from: ['sent', 'info_needed', 'waiting_list'],
    to: 'declined',
    by: ['provider', 'hub'],
    label: 'Decline',
    done: 'Declined',
    said: 'declined it',
    question: 'Why can’t you take this referral?',
    hint: 'The referrer is told, so that the person can be helped somewhere else.',
    reasons: 'decline',
    fields: [
      comment('Anything to add for the referrer'),
      { name: 'suggestion', type: 'text', label: 'Where might help instead', max: 200 },
    ],
    tells: ['referrer', 'person', 'hub'],
    decides: true,
    final: true,
  },
  redirect: {
    from: ['sent', 'info_needed', 'accepted', 'waiting_list'],
    to: 'redirected',
    by: ['provider', 'hub'],
    label: 'Pass on to another service',
    done: 'Passed on',
    said: 'passed it on to another service',
    question: 'Which service should it go to?',
    hint: 'Ask the person first: what they told you goes to another organisation.',
    reasons: 'redirect',
    fields: [
      { name: 'service', type: 'service', label: 'Service', required: true, several: true, max: 5 },
      {
        name: 'first',
        type: 'service',
        label: 'Wait for one of them to begin',
        hint: 'The others that you ticked are sent once this one has begun. Leave it empty to send all of them now.',
      },
      {
        name: 'consent',
        type: 'choice',
        label: 'Has the person agreed to this?',
        recorded: 'The person agreed',
        required: true,
        choices: { in_room: 'Yes, in the room', phone: 'Yes, by phone', online: 'Yes, online', paper: 'Yes, on paper' },
      },
      {
        name: 'representative',
        type: 'text',
        label: 'Who agreed for them, if they didn’t themselves',
        recorded: 'Agreed for them by',
        max: 120,
      },
      {
        name: 'relationship',
        type: 'text',
        label: 'What that is to them',
        recorded: 'Who is their',
        hint: 'Like mother, carer or attorney',
        max: 80,
      },
      comment('Anything to add'),
    ],
    tells: ['referrer', 'person', 'provider'],
    decides: true,
    final: true,
  },
  advise: {
    from: ['sent', 'info_needed', 'accepted', 'waiting_list'],
    to: 'declined',
    by: ['hub'],
    label: 'Return with advice',
    done: 'Returned with advice',
    said: 'returned it with advice',
    question: 'What do you advise?',
    hint: 'It goes back to whoever sent it, who goes on from there. Write it so that they can act on it.',
    reasons: 'advice',
    fields: [{ name: 'comment', type: 'long-text', label: 'Your advice', required: true, max: 2000 }],
    tells: ['referrer', 'person'],
    decides: true,
    final: true,
    onlyTheirOwn: true,
  },
  withdraw: {
    from: ['draft', 'sent', 'info_needed', 'accepted', 'waiting_list', 'in_progress', 'on_hold'],
    to: 'withdrawn',
    by: ['referrer', 'hub', 'person'],
    label: 'Withdraw',
    done: 'Withdrawn',
    said: 'withdrew it',
    question: 'Why is it being withdrawn?',
    reasons: 'withdraw',
    fields: [comment('Anything to add for the provider')],
    tells: ['provider', 'referrer', 'person'],
    final: true,
  },
  confirm_stop: {
    from: ['withdrawn'],
    to: 'withdrawn',
    by: ['provider', 'hub'],
    label: 'Confirm that you have stopped',
    done: 'Confirmed that it has stopped',
    said: 'confirmed that it has stopped',
    question: 'Has everything stopped?',
    hint: 'No more contact and no more appointments. What you have to keep by law, you keep.',
    fields: [comment('Anything to add for the referrer')],
    tells: ['referrer'],
    whenStopping: true,
  },
  expire: {
    from: ['sent', 'info_needed'],
    to: 'expired',
    by: ['hub'],
    label: 'Close: nobody answered',
    done: 'Closed without an answer',
    said: 'closed it because nobody answered',
    question: 'What was tried to get an answer?',
    reasons: 'expire',
    fields: [
      { name: 'attempts', type: 'long-text', label: 'Calls and messages, with dates', required: true, max: 1000 },
    ],
    tells: ['referrer', 'person', 'provider'],
    final: true,
    whenOverdue: true,
  },
  reopen: {
    from: ['completed', 'ended_early'],
    to: 'in_progress',
    by: ['provider', 'hub'],
    label: 'Reopen',
    done: 'Reopened',
    said: 'reopened it',
    question: 'Why is it being reopened?',
    reasons: 'reopen',
    fields: [comment('Anything to add')],
    tells: ['referrer'],
    withinDaysOfClosing: 30,
  },
  enter_in_error: {
    from: [
      'draft',
      'sent',
      'info_needed',
      'accepted',
      'waiting_list',
      'in_progress',
      'on_hold',
      'completed',
      'ended_early',
      'declined',
      'redirected',
      'withdrawn',
      'expired',
    ],
    to: 'entered_in_error',
    by: ['referrer', 'hub', 'administrator'],
    label: 'Entered in error',
    done: 'Marked as entered in error',
    said: 'marked it as entered in error',
    question: 'What was wrong?',
    hint: 'What the referral says is hidden from everyone. That it existed stays on record.',
    reasons: 'error',
    fields: [comment('Anything to add')],
    tells: ['provider', 'referrer'],
    final: true,
  },
} as const satisfies Record<string, Step>

export type StepName = keyof typeof table

/** Every step by its name, in the order that buttons are drawn. */
export const steps: Record<StepName, Step> = table
export const stepNames = Object.keys(table) as StepName[]

/** A field that is asked for each goal, as goal1, goal2… */
const forEachGoal = (field: Field, goals: readonly string[]): Field[] =>
  goals.map((goal, index) => ({
    ...field,
    name: `goal${index + 1}`,
    label: `Goal: ${goal.replace(/\.$/, '')}`,
    required: true,
  }))

/** The fields of a step on a referral to a service of these kinds, for a person who hopes for this. */
export const fieldsOf = (
  name: StepName,
  { kinds, goals = [] }: { kinds: readonly string[]; goals?: readonly string[] },
) =>
  (steps[name].fields ?? [])
    .filter((field) => !field.retired && (!field.kinds || field.kinds.some((kind) => kinds.includes(kind))))
    .map((field) => (field.requiredFor?.some((kind) => kinds.includes(kind)) ? { ...field, required: true } : field))
    .flatMap((field) => (field.perGoal && goals.length ? forEachGoal(field, goals) : [field]))

/** How a provider told the hub what the hub records for it. */
export const toldBy = { phone: 'By phone', email: 'By email', in_person: 'In person' } as const
export type ToldBy = keyof typeof toldBy

/** Whether a step that the hub takes is one of the provider's own, which it records for them. */
export const isForProvider = (name: StepName, party: Party) => party === 'hub' && steps[name].by.includes('provider')

const toldByField: Field = { name: 'toldBy', type: 'choice', label: 'How the service told you this', choices: toldBy }

/** The fields that a party is asked: the step's own, and of the hub how it heard of what it records for a provider. */
export const fieldsFor = (name: StepName, referral: Parameters<typeof fieldsOf>[1], party: Party) => [
  ...fieldsOf(name, referral),
  ...(isForProvider(name, party) ? [toldByField] : []),
]

/** Every field that a step may have carried, whatever was asked then. */
export const fieldsEverOf = (name: StepName, goals: readonly string[] = []) =>
  (steps[name].fields ?? []).flatMap((field) => (field.perGoal ? [field, ...forEachGoal(field, goals)] : [field]))

/** Whether a text names a step. */
export const isStep = (name: string): name is StepName => Object.hasOwn(table, name)

const statusNames = Object.keys(statuses) as Status[]

/** Statuses in which something can still happen. */
export const openStatuses = statusNames.filter((status) => statuses[status].open)
export const closedStatuses = statusNames.filter((status) => !statuses[status].open)

const waiting: Status[] = ['draft', 'waiting_list', 'on_hold', 'info_needed']
/**
 * The lists that referrals are looked through in: what can be moved now, what waits for something, what has ended. What is
 * urgent has lists of its own, which are read before the others.
 */
export const lists = ['urgent', 'open', 'urgent_waiting', 'waiting', 'closed'] as const
export type List = (typeof lists)[number]
export const urgentLists: List[] = ['urgent', 'urgent_waiting']

/** The provider hasn't said yes or no. */
export const awaitingDecision: Status[] = ['sent', 'info_needed']
/** The provider has said yes, and nobody has spoken with the person yet. */
export const awaitingContact: Status[] = ['accepted', 'waiting_list']
/** The person has reached the service. */
export const underWay: Status[] = ['in_progress', 'on_hold']

/**
 * The list that a referral belongs to. Urgent comes first until the person has reached the service: from then on it is
 * no longer the wait that does harm. Source: the Handbook to the NHS Constitution, "according to clinical priority".
 */
export function listOf(status: Status, urgency: 'routine' | 'urgent'): List {
  if (!statuses[status].open) return 'closed'
  const first = urgency === 'urgent' && !underWay.includes(status)
  if (waiting.includes(status)) return first ? 'urgent_waiting' : 'waiting'
  return first ? 'urgent' : 'open'
}

/** Where a referral may go from a status, by which steps. */
export const stepsFrom = (status: Status) => stepNames.filter((name) => steps[name].from.includes(status))
