import type { Words } from './words.ts'

/** The details of a service as they go into a message, in the order they are said. */
export interface Details {
  name: string
  organisation: string
  /** What it is, in a sentence or two. */
  about: string
  /** Phone numbers, e-mail address, website. */
  contact: string[]
  /** The lines of its address, after the name of the place; none where nobody visits. */
  place: string[]
  /** How to get there. */
  transport?: string
  hours: string[]
  bring?: string
  /** The address of its page. */
  link: string
}

// It may be read over a shoulder: what it is about stands only where the person asked to have it.
const subject = 'The details you asked for'

/** What a message with the details says; if it is to be discreet, only the name of the place and the link. */
export function detailsWords(details: Details, by: 'text' | 'email', discreet: boolean): Words {
  const { name, organisation, about, contact, place, transport, hours, bring, link } = details
  if (discreet) return { subject, body: [place[0], link].filter(Boolean).join('\n') }
  const title = organisation === name ? name : `${name}, ${organisation}`
  if (by === 'text') return { subject, body: [title, contact[0], place.join(', '), link].filter(Boolean).join('\n') }
  const parts = [
    [title, about],
    ['How to get in touch', ...contact],
    place.length > 0 && ['Where', ...place, transport],
    hours.length > 0 && ['When', ...hours],
    bring && ['What to bring', bring],
    ['Everything about it, and a map', link],
  ]
  const said = parts.flatMap((part) => (part ? [part.filter(Boolean).join('\n')] : []))
  return { subject, body: said.join('\n\n') }
}
