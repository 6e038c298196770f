import type { NotCollected } from '../lifecycle/measures.ts'
import type { StepName } from '../lifecycle/steps.ts'
import type { Feedback, Measurement } from '../models/referral.ts'
import type { Channel } from '../models/service.ts'
import type { EmploymentStatus, Person } from '../models/support-request.ts'
import { hubStories } from './hub-stories.ts'

/** What a step carried, when it is more than its name and day. */
export interface Told {
  reason?: string
  comment?: string
  carries?: Record<string, unknown>
  /** Days that it carries, as so many days ago. */
  days?: Record<string, number>
}

/** A step, and how many days ago it was taken: by the provider's own colleague unless the step is another's to take. */
export type StoryStep = [step: StepName, daysAgo: number, told?: Told]

/** A time to meet: so many days from now (a minus: ago) at a time in London, where, and what came of it. */
export type Meeting = [
  inDays: number,
  time: string,
  channel: Channel,
  where: string,
  what: 'offered' | 'booked' | 'attended' | 'forgot',
]

/** A measure's scores, so many days ago, or why there were none. */
export type Score = [
  measure: string,
  daysAgo: number,
  when: Measurement['when'],
  scores: Record<string, number> | NotCollected,
]

/** One person's story as it went. Every name, date and word is made up; no postcode here has a door. */
export interface Story {
  /** E-mail of one of the cast, or nobody: they referred themselves. */
  by?: string
  daysAgo: number
  person: [firstName: string, lastName: string, dateOfBirth: string, outward: string]
  contact?: Partial<Person['safeContact']>
  language?: string
  needs?: string
  story: string
  /** What they hope for, a line each. */
  goals?: string[]
  work: EmploymentStatus
  offSick?: boolean
  urgent?: boolean
  /** Times to meet, by the service's name. */
  meets?: Record<string, Meeting[]>
  /** Scores, by the service's name. */
  scores?: Record<string, Score[]>
  /** What the person added on /track, and how they said it went, by the service's name. */
  adds?: Record<string, [daysAgo: number, text: string]>
  says?: Record<string, [daysAgo: number, helped: Feedback['helped'], comment: string]>
  /** Services by name, with what became of each. */
  to: Record<string, StoryStep[]>
  /** What became of those it was passed on to, by name. */
  onward?: Record<string, StoryStep[]>
  /** Services that wait for another of them to begin: that one's name, by theirs. */
  after?: Record<string, string>
  /** E-mail of whoever holds it together, and of whoever has the first referral in hand. */
  keyWorker?: string
  hasIt?: string
  /** The team of its case conference, by e-mail, and what they noted: who, how many days ago, what. */
  conference?: { team: string[]; notes: [by: string, daysAgo: number, text: string][] }
}

const grace = 'grace@surgery.example'
const lin = 'lin@pcn.example'
const priya = 'priya@trentside.example'
const dean = 'dean@leenvalleypcn.example'

const debt = 'Debt casework at St Jude’s'
const surgeryDebt = 'Money advice in surgeries'
const bailiffs = 'Bailiff and eviction duty desk'
const therapy = 'Talking therapies in Bristol'
const therapySouthGlos = 'Talking therapies in South Gloucestershire'
const longTerm = 'Living with a long-term condition: talking therapies'
const perinatal = 'Perinatal talking therapies'
const physio = 'Physio first at Lawrence Hill'
const physioSouth = 'Physio first, south Bristol'
const painAndWork = 'Pain and work clinic'
const ips = 'Stepwell IPS in Bristol community mental health'
const ipsPrimary = 'Stepwell IPS in primary care'
const stayInJob = 'Steady Hands: stay in your job'
const betterOff = 'Better-off calculations before you take the job'
const appeals = 'PIP and ESA appeals'
const pennywise = 'Pennywise debt advice'
const betterOffNotts = 'Better off in work: calculations'
const greenwood = 'Greenwood talking therapies: city'
const greenwoodSouth = 'Greenwood talking therapies: south county'
const stayPut = 'Stay Put: health at work advice'
const breakdown = 'Back to work after a breakdown'

export const stories: Story[] = [
  {
    by: grace,
    daysAgo: 1,
    person: ['Marlon', 'Reid', '1984-03-11', 'BS2'],
    story: 'Bailiffs came on Tuesday about council tax. He has stopped opening the post and is not sleeping.',
    goals: ['To know what is owed and make it stop.'],
    work: '01',
    urgent: true,
    to: { [debt]: [] },
  },
  {
    by: grace,
    daysAgo: 2,
    person: ['Halima', 'Yusuf', '1991-07-02', 'BS5'],
    language: 'so',
    needs: 'Somali interpreter, please book ahead.',
    story: 'Three credit cards and the rent two months behind since her hours were cut.',
    work: '01',
    to: { [surgeryDebt]: [] },
  },
  {
    by: lin,
    daysAgo: 3,
    person: ['Derek', 'Pascoe', '1962-11-23', 'BS5'],
    contact: { preferred: 'phone', allowed: ['phone'], voicemail: true },
    story:
      'Redundant after thirty-one years at the same printers. Drinking more, not seeing friends, owes on a car loan.',
    goals: ['A reason to get up.'],
    work: '02',
    to: { [debt]: [], [therapy]: [], [ipsPrimary]: [['accept', 2]] },
  },
  {
    by: lin,
    daysAgo: 9,
    person: ['Agnieszka', 'Wrona', '1979-01-30', 'BS5'],
    language: 'pl',
    story: 'Lost her cleaning round when the van broke. Borrowed from family and a doorstep lender.',
    work: '02',
    to: {
      [debt]: [
        [
          'ask',
          8,
          {
            carries: {
              question:
                'Is any of the money owed to the doorstep lender in writing, and is she safe at home when they call?',
            },
          },
        ],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 12,
    person: ['Colin', 'Mapstone', '1958-05-06', 'BS16'],
    story: 'Gas and electric arrears, prepayment meter, lung disease. House is cold.',
    work: '08',
    urgent: true,
    to: { [bailiffs]: [] },
  },
  {
    by: lin,
    daysAgo: 15,
    person: ['Shanice', 'Campbell', '1996-09-14', 'BS2'],
    contact: {
      preferred: 'text',
      allowed: ['text'],
      discreet: true,
      notes: 'Partner sees her phone: say nothing about money.',
    },
    story: 'Loans taken out in her name. Wants to put it right without him knowing.',
    work: '01',
    meets: { [debt]: [[6, '13:15', 'in_person', 'The library, meeting room 2', 'offered']] },
    to: { [debt]: [['accept', 13, { carries: { contact: 'Tariq Hussain' } }]] },
  },
  {
    by: grace,
    daysAgo: 20,
    person: ['Roy', 'Tanner', '1970-08-19', 'BS5'],
    story: 'Shoulder went at work, statutory sick pay only, mortgage payment missed.',
    work: '01',
    offSick: true,
    meets: {
      [debt]: [
        [9, '10:30', 'phone', 'We ring the number you gave', 'booked'],
        [-12, '14:00', 'in_person', 'St Jude’s, first floor', 'attended'],
      ],
    },
    to: {
      [debt]: [
        ['accept', 18],
        ['begin', 16],
      ],
      [physio]: [
        ['accept', 19],
        ['begin', 17],
        [
          'complete',
          6,
          {
            reason: 'returned_to_work',
            comment: 'Two sessions; back on light duties.',
            carries: { goals: 'achieved' },
          },
        ],
      ],
      [stayInJob]: [
        ['accept', 19],
        ['begin', 18],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 34,
    person: ['Precious', 'Moyo', '1988-12-01', 'BS5'],
    story: 'Child maintenance stopped and everything after it fell over like dominoes.',
    goals: ['To sleep.', 'To open the post again.'],
    work: '05',
    to: {
      [debt]: [
        ['accept', 32],
        ['begin', 28],
        [
          'complete',
          5,
          {
            reason: 'debt_dealt_with',
            comment: 'Debt relief order approved. She has our number.',
            carries: { goal1: 'achieved', goal2: 'partly', debtDealtWith: 11_400 },
          },
        ],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 48,
    person: ['Stuart', 'Vowles', '1975-02-27', 'BS6'],
    story: 'Gambling, now stopped, with eleven creditors left behind.',
    work: '01',
    meets: { [debt]: [[-28, '11:00', 'in_person', 'St Jude’s, first floor', 'forgot']] },
    to: {
      [debt]: [
        ['accept', 46],
        ['begin', 40],
        ['hold', 21, { reason: 'unwell', comment: 'In hospital with pneumonia; asked us to wait.' }],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 60,
    person: ['Fatuma', 'Ali', '1983-04-16', 'BS2'],
    language: 'so',
    story: 'Overpaid Universal Credit being taken back from very little.',
    work: '02',
    to: {
      [debt]: [
        ['accept', 58],
        ['begin', 55],
        [
          'complete',
          30,
          {
            reason: 'income_gained',
            comment: 'Deductions cut by half and a hardship award.',
            carries: { goals: 'achieved', benefitsGained: 1_980, moneyAdviceGained: 340 },
          },
        ],
      ],
      [betterOff]: [
        ['accept', 57],
        ['begin', 52],
        ['complete', 50, { reason: 'advice_only', carries: { goals: 'partly', employmentStatus: '02' } }],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 26,
    person: ['Leon', 'Hargreaves', '1999-10-08', 'BS7'],
    story: 'Thousands on buy-now-pay-later, hides parcels from his mum.',
    work: '01',
    to: {
      [debt]: [
        ['accept', 24],
        ['end_early', 10, { reason: 'could_not_contact', comment: 'Three calls and a text on different days.' }],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 18,
    person: ['Maureen', 'Tovey', '1949-06-21', 'BS5'],
    story: 'Funeral debt after her husband died in the spring.',
    work: '08',
    to: {
      [debt]: [
        [
          'redirect',
          16,
          {
            reason: 'person_asked',
            comment: 'She would rather be seen at the surgery she knows.',
            carries: { service: surgeryDebt, consent: 'phone' },
          },
        ],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 22,
    person: ['Jamie', 'Osei', '1993-03-03', 'BS3'],
    story: 'Wanted help with bills; then his brother paid them.',
    work: '01',
    to: {
      [debt]: [
        ['accept', 20],
        ['begin', 16],
        ['withdraw', 1, { reason: 'needs_met_elsewhere' }],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 30,
    person: ['Test', 'Person', '1980-01-01', 'BS5'],
    story: 'Trying out the form.',
    work: 'ZZ',
    to: { [debt]: [['enter_in_error', 29, { reason: 'test' }]] },
  },

  {
    by: grace,
    daysAgo: 1,
    person: ['Ellie', 'Summerhill', '1997-05-17', 'BS5'],
    contact: { preferred: 'text', allowed: ['text', 'email'] },
    story: 'Panic on the bus to work for six weeks. Now walking an hour each way or ringing in sick.',
    goals: ['To get the number 48 again.'],
    work: '01',
    to: { [therapy]: [] },
  },
  {
    by: grace,
    daysAgo: 6,
    person: ['Abdi', 'Warsame', '1978-09-09', 'BS2'],
    language: 'so',
    story: 'Nightmares and anger since the accident on site. Employer is patient so far.',
    work: '01',
    offSick: true,
    to: {
      [therapy]: [['accept', 4]],
      [stayInJob]: [
        ['accept', 5],
        ['begin', 4],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 45,
    person: ['Bethan', 'Gwilliam', '1986-02-13', 'BS6'],
    story: 'Low since a miscarriage last year; good days at work, awful evenings.',
    work: '01',
    to: {
      [therapy]: [
        ['accept', 43],
        ['wait_list', 42, { carries: { weeks: 9 } }],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 70,
    person: ['Tom', 'Escott', '1990-11-11', 'BS16'],
    story: 'Checking doors and taps for two hours before leaving the house; has had a written warning for lateness.',
    goals: ['Out of the door by eight.'],
    work: '01',
    meets: { [therapy]: [[5, '09:15', 'video', 'A link comes by text the day before', 'booked']] },
    to: {
      [therapy]: [
        ['wait_list', 68, { carries: { weeks: 8 } }],
        ['begin', 14],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 150,
    person: ['Joyce', 'Akande', '1968-07-07', 'BS5'],
    story: 'Burnt out after the care home. Off sick four months, dreads going back.',
    work: '01',
    offSick: true,
    scores: {
      [therapy]: [
        ['phq-9', 120, 'start', { total: 17 }],
        ['phq-9', 66, 'during', { total: 12 }],
        ['phq-9', 21, 'end', { total: 6 }],
        ['gad-7', 120, 'start', { total: 13 }],
        ['gad-7', 21, 'end', { total: 7 }],
        ['ons4', 120, 'start', { satisfied: 3, worthwhile: 4, happy: 2, anxious: 8 }],
        ['ons4', 21, 'end', { satisfied: 6, worthwhile: 7, happy: 7, anxious: 3 }],
      ],
    },
    says: { [therapy]: [18, 'yes', 'I was listened to. Evening times would have helped.'] },
    to: {
      [therapy]: [
        ['accept', 147],
        ['begin', 120],
        [
          'complete',
          20,
          {
            reason: 'returned_to_work',
            comment: 'Ten sessions. Saw the employment adviser as well; phased return finished.',
            carries: { goals: 'achieved' },
          },
        ],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 110,
    person: ['Nathan', 'Furze', '1995-08-25', 'BS13'],
    story: 'Anxious since school, never worked for long.',
    work: '02',
    to: {
      [therapy]: [
        ['accept', 108],
        ['begin', 80],
        ['end_early', 41, { reason: 'stopped_coming', comment: 'Missed four in a row; letter sent.' }],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 11,
    person: ['Carol', 'Pring', '1959-12-12', 'BS5'],
    story: 'COPD and frightened of being out of breath in front of people.',
    work: '04',
    to: { [longTerm]: [] },
  },
  {
    by: grace,
    daysAgo: 17,
    person: ['Sofia', 'Marinescu', '1994-06-06', 'BS7'],
    language: 'ro',
    story: 'Eight weeks after an emergency section. Cries in the shower so the baby will not hear.',
    work: '01',
    urgent: true,
    to: {
      [perinatal]: [
        ['accept', 16],
        ['begin', 12],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 25,
    person: ['Graham', 'Luton', '1972-01-19', 'BS15'],
    story: 'Wakes at three every night about work.',
    work: '01',
    to: {
      [therapySouthGlos]: [
        [
          'decline',
          22,
          {
            reason: 'needs_more_specialist_help',
            comment:
              'Describes hearing a voice telling him to drive off the road. Spoke with him and the duty team the same day; they are seeing him.',
            carries: { suggestion: 'Community mental health team, already in touch' },
          },
        ],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 40,
    person: ['Rhys', 'Penhallow', '2001-04-04', 'BS8'],
    story: 'Exam stress; moved to Cardiff two weeks later.',
    work: '03',
    to: { [therapy]: [['withdraw', 33, { reason: 'moved_away' }]] },
  },
  {
    daysAgo: 4,
    person: ['Ines', 'Carvalho', '1987-10-29', 'BS3'],
    story: 'I shout at my children and then hate myself. I think it is since I lost my job.',
    goals: ['To be calm.'],
    work: '02',
    adds: { [therapy]: [2, 'I am at my mother’s until Sunday: please ring after four.'] },
    to: { [therapy]: [['accept', 3]] },
  },
  {
    daysAgo: 8,
    person: ['Kwame', 'Boateng', '1981-02-20', 'BS5'],
    story: 'Can’t lift my arm above my shoulder. I hang doors for a living.',
    work: '01',
    meets: { [physio]: [[3, '16:45', 'in_person', 'Lawrence Hill health centre, desk on the left', 'offered']] },
    scores: {
      [physio]: [
        ['msk-hq', 5, 'start', { total: 27 }],
        ['swemwbs', 5, 'start', 'no_time'],
      ],
    },
    to: {
      [physio]: [
        ['accept', 7],
        ['begin', 5],
      ],
    },
  },
  {
    daysAgo: 2,
    person: ['Dawn', 'Chivers', '1966-09-01', 'BS13'],
    story: 'Back spasm every time I bend. I work in a nursery.',
    work: '01',
    to: { [physioSouth]: [] },
  },

  {
    by: grace,
    daysAgo: 31,
    person: ['Mo', 'Rahman', '1989-05-30', 'BS2'],
    story: 'Sciatica, delivery driver, three fit notes so far.',
    work: '01',
    offSick: true,
    to: {
      [physio]: [
        ['accept', 30],
        ['begin', 28],
        [
          'complete',
          9,
          {
            reason: 'job_kept',
            comment: 'Discharged with exercises and a different van seat.',
            carries: { goals: 'achieved' },
          },
        ],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 55,
    person: ['Sheila', 'Bracey', '1964-03-27', 'BS5'],
    story: 'Knee pain, cannot manage the stairs at the warehouse.',
    work: '01',
    to: {
      [physio]: [
        ['accept', 54],
        ['begin', 52],
        [
          'complete',
          44,
          { reason: 'back_to_gp', comment: 'Locking knee: please consider imaging.', carries: { goals: 'not' } },
        ],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 28,
    person: ['Wendy', 'Gough', '1974-07-15', 'BS4'],
    story: 'Fibromyalgia; manager says pull yourself together.',
    goals: ['Adjustments in writing.'],
    work: '01',
    to: {
      [painAndWork]: [['wait_list', 24, { carries: { weeks: 10 } }]],
      [stayInJob]: [
        ['accept', 27],
        ['begin', 25],
        [
          'complete',
          12,
          {
            reason: 'job_kept',
            comment: 'Later start agreed; review in January.',
            carries: { goal1: 'achieved', employmentStatus: '01', offSick: 'no' },
          },
        ],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 38,
    person: ['Errol', 'Bailey', '1977-11-05', 'BS2'],
    story: 'Ready for work after two years under the recovery team. Used to cook.',
    goals: ['A kitchen again, four days a week.'],
    work: '04',
    to: {
      [ips]: [
        ['accept', 36],
        ['begin', 33],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 160,
    person: ['Kirsty', 'Dunn', '1992-02-08', 'BS5'],
    story: 'Wants to work with animals. Has not been asked what she wants for a long time.',
    work: '04',
    to: {
      [ips]: [
        ['accept', 158],
        ['begin', 150],
        [
          'complete',
          40,
          {
            reason: 'job_started',
            comment: 'Sixteen hours at a cattery, twelve weeks in.',
            carries: { goals: 'achieved', employmentStatus: '01', offSick: 'no', hoursPerWeek: 16 },
            days: { jobStartedOn: 124 },
          },
        ],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 14,
    person: ['Paul', 'Weeks', '1983-08-08', 'BS10'],
    story: 'Signed off with stress, frightened that the next meeting is dismissal.',
    work: '01',
    offSick: true,
    urgent: true,
    to: {
      [stayInJob]: [
        ['ask', 13, { carries: { question: 'What date is the meeting, and does he have a union?' } }],
        ['answer', 12, { carries: { answer: 'The 3rd of next month. No union.' } }],
        ['accept', 12],
        ['begin', 11],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 19,
    person: ['Angela', 'Norris', '1969-04-22', 'BS5'],
    story: 'Refused PIP with no points; uses two sticks.',
    work: '04',
    to: { [appeals]: [['wait_list', 17, { carries: { weeks: 11 } }]] },
  },
  {
    by: lin,
    daysAgo: 13,
    person: ['Samir', 'Haddad', '1985-01-14', 'BS5'],
    language: 'ar',
    story: 'Offered twenty hours in a bakery and afraid he will be worse off.',
    work: '02',
    to: {
      [betterOff]: [
        ['accept', 12],
        ['begin', 12],
        [
          'complete',
          11,
          {
            reason: 'income_gained',
            comment: 'Better off by £61 a week. Starts Monday.',
            carries: { goals: 'achieved', employmentStatus: '02', benefitsGained: 3_172 },
          },
        ],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 33,
    person: ['Irene', 'Skuse', '1961-10-10', 'BS14'],
    story: 'ESA stopped; has appealed by herself twice.',
    work: '04',
    to: {
      [appeals]: [
        [
          'decline',
          30,
          {
            reason: 'prerequisite_missing',
            comment: 'The tribunal has already decided; a new claim has to come first.',
            carries: { suggestion: 'Form-filling mornings, Southmead' },
          },
        ],
      ],
    },
  },
  {
    by: grace,
    daysAgo: 24,
    person: ['Terry', 'Coles', '1956-06-30', 'BS4'],
    story: 'Twice tried to get through for a hearing date.',
    work: '04',
    to: {
      [appeals]: [
        [
          'expire',
          10,
          {
            reason: 'no_response',
            carries: {
              attempts: 'Rang on the 9th and 11th working day, e-mailed on the 12th. No answer from the service.',
            },
          },
        ],
      ],
    },
  },

  {
    by: priya,
    daysAgo: 1,
    person: ['Lorraine', 'Beardall', '1971-09-18', 'NG2'],
    story: 'Rent arrears and a letter from the court that she has not opened.',
    work: '01',
    urgent: true,
    to: { [pennywise]: [] },
  },
  {
    by: priya,
    daysAgo: 10,
    person: ['Imran', 'Sheikh', '1987-12-24', 'NG7'],
    language: 'ur',
    story: 'Guaranteed his cousin’s loan; the cousin has gone.',
    work: '01',
    to: { [pennywise]: [] },
  },
  {
    by: dean,
    daysAgo: 21,
    person: ['Gary', 'Flint', '1965-05-25', 'NG6'],
    story: 'Pay-day loans since the factory went to three days.',
    work: '01',
    to: {
      [pennywise]: [
        ['accept', 19],
        ['begin', 15],
      ],
    },
  },
  {
    by: dean,
    daysAgo: 52,
    person: ['Chantelle', 'Oldham', '1998-01-06', 'NG6'],
    story: 'First tenancy, first winter, every bill at once.',
    work: '05',
    to: {
      [pennywise]: [
        ['accept', 50],
        ['begin', 47],
        [
          'complete',
          16,
          {
            reason: 'debt_dealt_with',
            comment: 'Plan agreed with all five; budgeting app set up.',
            carries: { goals: 'achieved', debtDealtWith: 6_250 },
          },
        ],
      ],
    },
  },
  {
    by: dean,
    daysAgo: 7,
    person: ['Anil', 'Kapoor', '1980-03-19', 'NG8'],
    story: 'Offered nights at the hospital laundry; three children in childcare.',
    work: '02',
    to: { [betterOffNotts]: [['accept', 6]] },
  },
  {
    by: priya,
    daysAgo: 3,
    person: ['Zofia', 'Lis', '1992-08-14', 'NG3'],
    language: 'pl',
    story: 'Cannot enter the supermarket without shaking. Works in one.',
    work: '01',
    to: { [greenwood]: [] },
  },
  {
    by: priya,
    daysAgo: 16,
    person: ['Dominic', 'Wardle', '1976-06-03', 'NG2'],
    story: 'Divorce, flat, and a team of twelve who depend on him.',
    work: '01',
    to: {
      [greenwood]: [['accept', 14, { carries: { contact: 'Rosa Lindqvist' } }]],
      [stayPut]: [
        ['accept', 15],
        ['begin', 13],
      ],
    },
  },
  {
    by: dean,
    daysAgo: 80,
    person: ['Michelle', 'Radford', '1984-04-11', 'NG5'],
    story: 'Crying at her desk; three bereavements in a year.',
    work: '01',
    offSick: true,
    to: {
      [greenwood]: [
        ['accept', 78],
        ['begin', 50],
      ],
      [stayPut]: [
        ['accept', 79],
        ['begin', 77],
        [
          'complete',
          35,
          {
            reason: 'returned_to_work',
            comment: 'Back on three days, building to five.',
            carries: { goals: 'partly', employmentStatus: '01', offSick: 'no', hoursPerWeek: 22 },
          },
        ],
      ],
    },
  },
  {
    by: dean,
    daysAgo: 29,
    person: ['Keith', 'Hallam', '1967-02-02', 'NG5'],
    story: 'Used to run. Now can’t see the point of the stairs.',
    work: '04',
    to: { [greenwoodSouth]: [['wait_list', 25, { carries: { weeks: 8 } }]] },
  },
  {
    by: priya,
    daysAgo: 12,
    person: ['Yasmin', 'Begum', '2000-07-27', 'NG7'],
    story: 'Final-year student nurse, panic before every shift.',
    work: '03',
    to: {
      [greenwood]: [
        ['ask', 9, { carries: { question: 'Would she prefer evenings, and is video private enough at home?' } }],
      ],
    },
  },
  {
    daysAgo: 5,
    person: ['Craig', 'Simms', '1990-10-16', 'NG9'],
    story: 'Three months off after a breakdown. I don’t know how to walk back in.',
    work: '01',
    offSick: true,
    to: { [breakdown]: [['accept', 3]] },
  },
  {
    by: priya,
    daysAgo: 65,
    person: ['Noor', 'Hussain', '1979-05-05', 'NG3'],
    story: 'Bad back, warehouse, threatened with capability.',
    work: '01',
    offSick: true,
    to: {
      [stayPut]: [
        ['accept', 64],
        ['begin', 63],
        ['hold', 45, { reason: 'waiting_for_other_help', comment: 'Surgery on the disc first.' }],
        ['resume', 20],
      ],
    },
  },
  ...hubStories,
]
