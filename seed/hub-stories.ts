import type { Story } from './stories.ts'

const grace = 'grace@surgery.example'
const lin = 'lin@pcn.example'
const priya = 'priya@trentside.example'
const hana = 'hana@hub.example'
const ravi = 'ravi@hub.example'

const theHub = 'Finding the right help in the West of England'
const nottsHub = 'Finding the right help in Nottinghamshire'
const debt = 'Debt casework at St Jude’s'
const therapy = 'Talking therapies in Bristol'
const ipsPrimary = 'Stepwell IPS in primary care'
const physio = 'Physio first at Lawrence Hill'

/** What came to a hub, who holds it together there, and what waits for what. Every name, date and word is made up. */
export const hubStories: Story[] = [
  {
    by: lin,
    daysAgo: 1,
    person: ['Bernadette', 'Coyle', '1971-10-02', 'BS4'],
    story:
      'Sacked from the care home after nine months off with her knees. Rent, pain, and a son who has stopped speaking to her. I do not know where to begin.',
    work: '02',
    to: { [theHub]: [] },
  },
  {
    by: grace,
    daysAgo: 3,
    person: ['Ayaan', 'Warsame', '1996-02-17', 'BS5'],
    language: 'so',
    needs: 'Somali interpreter for anything long.',
    story: 'Delivery driver, crashed in March, has not got back on the bike. Flashbacks, and no money coming in.',
    work: '01',
    offSick: true,
    urgent: true,
    to: { [theHub]: [] },
    hasIt: ravi,
  },
  {
    daysAgo: 2,
    person: ['Pauline', 'Hext', '1964-06-30', 'BS16'],
    story: 'I look after my husband and I work nights and I cannot do both any more.',
    work: '01',
    to: { [theHub]: [] },
  },
  {
    by: priya,
    daysAgo: 4,
    person: ['Leroy', 'Bramwell', '1989-09-09', 'NG3'],
    story: 'Out of prison in August, willing to do anything, sleeping on a sofa.',
    work: '02',
    to: { [nottsHub]: [] },
  },
  {
    by: grace,
    daysAgo: 16,
    person: ['Shona', 'Tregear', '1982-12-12', 'BS2'],
    story: 'Two loan sharks, a baby, and panic attacks when the door goes. Wants her classroom assistant job back.',
    goals: ['The door to be just a door', 'Back at the school by Easter'],
    work: '01',
    offSick: true,
    to: {
      [theHub]: [
        ['accept', 15],
        [
          'redirect',
          14,
          {
            reason: 'better_fit',
            comment: 'She wants the money dealt with before she talks to anybody about the panic.',
            carries: { service: [debt, therapy], first: debt, consent: 'phone' },
          },
        ],
      ],
    },
    onward: { [debt]: [['accept', 12]] },
    keyWorker: ravi,
    conference: {
      team: [ravi, hana, 'tariq@debt.example'],
      notes: [
        [
          ravi,
          11,
          'She asks that nobody rings before ten: the baby sleeps then. We meet again when the first letter is out.',
        ],
        [
          'tariq@debt.example',
          8,
          'Both lenders are unlicensed. Reported to the illegal money lending team with her agreement.',
        ],
      ],
    },
  },
  {
    by: lin,
    daysAgo: 10,
    person: ['Jerome', 'Fitch', '1999-03-21', 'BS3'],
    story: 'Panic since the warehouse closed. Wants to work again, and not before he can get on a bus.',
    work: '02',
    to: { [therapy]: [['accept', 8]], [ipsPrimary]: [] },
    after: { [ipsPrimary]: therapy },
    keyWorker: lin,
  },
  {
    by: lin,
    daysAgo: 13,
    person: ['Moira', 'Sandford', '1976-01-05', 'BS7'],
    story: 'Her back first, she says, then the letters she has not opened.',
    work: '04',
    to: {
      [physio]: [['decline', 9, { reason: 'at_capacity' }]],
      [debt]: [],
    },
    after: { [debt]: physio },
    keyWorker: lin,
  },
]
