import qrcode from 'qrcode-generator'
import type { Details } from '../../notices/leaflet.ts'
import type { serviceShown } from '../services/service.ts'

type Shown = ReturnType<typeof serviceShown>

/** The code that a phone's camera opens the page with, as the markup of a picture that grows with its box. */
export function qrOf(link: string): string {
  const code = qrcode(0, 'M')
  code.addData(link)
  code.make()
  return code.createSvgTag({ scalable: true, margin: 2 })
}

/** The first sentences of a text that fit into so many characters; at least one of them, cut if it must be. */
export function opening(text: string, most: number): string {
  const [first = '', ...rest] = text.match(/[^.!?]+[.!?]*\s*/g) ?? []
  let said = first
  for (const sentence of rest) {
    if (said.length + sentence.length > most) break
    said += sentence
  }
  return said.length > most ? `${said.slice(0, most - 1).trim()}…` : said.trim()
}

/** What of a service goes into a text or an e-mail. */
export function detailsOf({ service, phones, email, website, places, times }: Shown, link: string): Details {
  const [place] = places
  return {
    name: service.name,
    organisation: service.organisationName,
    about: opening(service.description, 300),
    contact: [...phones.map(({ number }) => number), email, website].filter((each) => each !== undefined),
    place: place ? [...new Set([place.name, ...place.lines])].filter((each) => each !== undefined) : [],
    transport: place?.transport,
    hours: times.map(({ days, hours, description }) => [days, hours, description].filter(Boolean).join(' ')),
    bring: service.bring,
    link,
  }
}
