import type { ConsentWay, RenewedConsent } from '../models/support-request.ts'

/** A yes asked for again, from who gave it and how. */
export const renewed = (
  { how, representative, relationship }: { how: ConsentWay; representative?: string; relationship?: string },
  recordedBy: string,
  at: Date,
): RenewedConsent =>
  representative
    ? { givenBy: 'representative', representative, relationship, how, at, recordedBy }
    : { givenBy: 'self', how, at, recordedBy }

/** Said where somebody spoke for the person and it isn't said what they are to them. */
export const relationshipMissing = 'Enter what they are to the person, like mother or attorney'

/**
 * Which wording people said yes to: kept with their yes. A test holds the words of this file and the names of what is
 * shared to the version, so that neither can change without it.
 */
export const consentTextVersion = '2026-11-24b'

/** What people are told beside the list of what goes to whom: said by a professional, or to the person themselves. */
export const consentWords = {
  them: {
    before: 'Tell the person who will be given what, so that they can decide and get in touch:',
    after: [
      'Each also sees who referred them, who said yes and how, and why they were sent if they don’t meet its criteria.',
      'Your own organisation can see all of it, and so can the hub, which steps in when nobody answers.',
      'They can change their mind at any time.',
    ],
  },
  you: {
    before: 'will be given this, so that they can decide and get in touch with you:',
    after: [
      'The hub, which steps in when nobody answers, can see all of it too. Nobody else is given it.',
      'You can change your mind at any time.',
    ],
  },
} as const
