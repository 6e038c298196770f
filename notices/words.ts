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
  /** It stands first in every list: what is urgent and has not begun. */
  urgent?: boolean
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

const aboutTheLink =
  "You will be asked for a code, which we give to your organisation's known number or address. Use the link to decide, or to record a first contact, an appointment or how it went. After each thing recorded you get a new link as long as there is more to do; if this one has run out, its page sends you another."

/** What those who work with a referral are told: that something happened to a reference, and where to see it. */
export function wordsForStaff({ about, reference, site, urgent, decide }: About, party?: Party): Words {
  const isNew = about === 'send' && party === 'provider'
  const what = isNew
    ? ' is new and waits for your decision'
    : isStep(about)
      ? `: ${steps[about].done.toLowerCase()}`
      : ` ${nudges[about] ?? 'has changed'}`
  const look = party === 'hub' && withoutHelp.includes(about) ? ' Look whether the person still needs other help.' : ''
  const see = decide
    ? `Open it here within 7 days:\n${decide}\n\n${aboutTheLink}`
    : `Sign in to see it:\n${site}/referrals/${reference}`
  const name = `${urgent ? 'Urgent referral' : 'Referral'} ${reference}`
  return {
    subject: `${name}${what}`,
    body: `${name}${what}.${look}\n\n${see}\n\nThis message holds nothing about the person on purpose.`,
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
