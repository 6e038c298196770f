import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto'

/** No 0/O/Q, 1/I/L, 2/Z, 5/S, 8/B, U/V: nothing that is misheard or misread for another. 23 is prime, as the check needs. */
const letters = '34679ACDEFGHJKMNPRTVWXY'

const asShown = (text: string) => `${text.slice(0, 4)}-${text.slice(4)}`

/** Different weights for each place, modulo a prime: every wrong character and every two swapped ones are noticed. */
function checkCharacter(text: string) {
  let sum = 0
  for (let place = 0; place < text.length; place++) sum += (place + 1) * letters.indexOf(text[place]!)
  return letters[sum % letters.length]!
}

/** A new reference that can be read out over the phone, such as 'K7MR-4TXD': seven random characters and a check. */
export function newReference(): string {
  const text = Array.from({ length: 7 }, () => letters[randomInt(letters.length)]).join('')
  return asShown(text + checkCharacter(text))
}

/** What someone typed as a reference, in its own form; null when it can't be one. Case, spaces and hyphens don't matter. */
export function readReference(typed: string): string | null {
  const text = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '')
  if (text.length !== 8 || ![...text].every((letter) => letters.includes(letter))) return null
  return checkCharacter(text.slice(0, 7)) === text[7] ? asShown(text) : null
}

/** A number in eight letters that can be read out, its lowest digits first; what is higher is left out. */
export function inLetters(number: bigint): string {
  let text = ''
  for (let rest = number; text.length < 8; rest /= 23n) text += letters[Number(rest % 23n)]
  return asShown(text)
}

/**
 * The code that opens /track beside the reference. It comes from the form's own key and the server's secret, so that a
 * form sent twice shows the same code and nothing but its hash is stored. 23^8 codes; tries are limited.
 */
export function trackingCode(key: string, secret: string): string {
  return inLetters(BigInt(`0x${createHmac('sha256', secret).update(`tracking code ${key}`).digest('hex')}`))
}

const readCode = (typed: string) => typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '')

/** What is stored of a tracking code: its SHA-256 in hex. */
export const hashTrackingCode = (code: string) => createHash('sha256').update(readCode(code)).digest('hex')

/** Whether a typed code is the one; takes as long when there is none to hold it against. */
export function trackingCodeFits(hash: string | undefined, typed: string): boolean {
  const wanted = Buffer.from(hash ?? hashTrackingCode(''), 'hex')
  return timingSafeEqual(wanted, Buffer.from(hashTrackingCode(typed), 'hex')) && hash !== undefined
}
