import type { Person } from '../models/support-request.ts'

/** How a person may be written to: one way and its address, or why not at all. */
export type SafeWay = { channel: 'email' | 'text' | 'post'; address: string } | { withheld: string }

/**
 * The one way that a message may take to a person: what they prefer, else another they said yes to. Never a way that
 * they didn't. A call is for people to make: nothing is sent in its place unless they allowed that too. A reminder
 * goes as they wish reminders to.
 */
export function safeWay(person: Person, died: boolean, about = ''): SafeWay {
  if (died) return { withheld: 'The person has died' }
  const { allowed, reminders } = person.safeContact
  const wish = about === 'reminder' ? reminders : undefined
  if (wish === 'none') return { withheld: 'No reminders are wished for' }
  const preferred = wish ?? person.safeContact.preferred
  const addresses = {
    email: person.email,
    text: person.phone,
    post: person.address && `${person.firstName} ${person.lastName}\n${person.address}\n${person.postcode}`,
  }
  // A letter would come after the appointment.
  const ways = (['email', 'text', 'post'] as const).filter((way) => way !== 'post' || about !== 'reminder')
  const inOrder = [...ways].sort((a, b) => Number(b === preferred) - Number(a === preferred))
  for (const channel of inOrder) {
    const address = addresses[channel]
    if (allowed.includes(channel) && address) return { channel, address }
  }
  return { withheld: allowed.includes('phone') ? 'Only by phone' : 'No way of writing was allowed' }
}
