import { isStep, type Party, steps } from '../lifecycle/steps.ts'

export interface Words {
  subject: string
  body: string
}

interface About {
  about: string
  reference: string
  /** The address of the site, without a slash at its end. */
  site: string
  /** A link that opens the decision page without signing in, for a provider that has nobody who signs in. */
  decide?: string
}

const nudges: Record<string, string> = {
  nudge: 'is waiting for a decision',
  overdue: 'is overdue',
  message: 'has a new message',
  appointment: 'has news of an appointment',
  reminder: 'has an appointment soon',
  'follow-up': 'is due a follow-up',
  feedback: 'has word from the person of how it went',
  link: 'can be opened again',
  sequence: 'needs a decision: what it waited for has ended',
}

/** After these somebody may be without help: the hub is asked to look. */
const withoutHelp = ['decline', 'end_early']

/** What those who work with a referral are told: that something happened to a reference, and where to see it. */
export function wordsForStaff({ about, reference, site, decide }: About, party?: Party): Words {
  const what = isStep(about) ? `: ${steps[about].done.toLowerCase()}` : ` ${nudges[about] ?? 'has changed'}`
  const look = party === 'hub' && withoutHelp.includes(about) ? ' Look whether the person still needs other help.' : ''
  const see = decide
    ? `Open it here within 7 days to decide, or to record a first contact, an appointment or how it ended. You will be asked for a code, which we give to your organisation's known number or address. After each thing recorded you get a new link; if this one has run out, its page sends you another:\n${decide}`
    : `Sign in to see it:\n${site}/referrals/${reference}`
  return {
    subject: `Referral ${reference}${what}`,
    body: `Referral ${reference}${what}.${look}\n\n${see}\n\nThis message holds nothing about the person on purpose.`,
  }
}

/** What the person is told. Nothing says who they are, what about or with whom; if they asked for care, not even that it is support. */
export function wordsForPerson({ reference, site }: About, discreet: boolean): Words {
  if (discreet)
    return { subject: 'A message for you', body: 'There is news. You know where to look when it suits you.' }
  return {
    subject: 'There is news about your request',
    body: `There is news about your request ${reference}.\n\nSee it with your reference and code:\n${site}/track`,
  }
}

/** The words for a side of a referral. */
export const wordsFor = (party: Party, about: About, discreet = false) =>
  party === 'person' ? wordsForPerson(about, discreet) : wordsForStaff(about, party)
