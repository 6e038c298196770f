import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { root } from '../config.ts'
import { plainName } from '../gazetteer/plain-name.ts'

const rows: { said: string; means: string }[] = parse(
  readFileSync(path.join(root, 'gazetteer', 'also-called.csv'), 'utf8'),
  { columns: true, comment: '#', comment_no_infix: true },
)
const meanings = new Map(rows.map(({ said, means }) => [said, means.split(' | ')]))

/** What is said around a name and is no part of it: 'near Bristol', 'Nottingham city centre', 'Leeds, UK'. */
const around =
  /^(near to|near|nr|around|close to|at|from|central|inner) | (city centre|town centre|centre|city|town|area)$| (uk|gb|england|britain|great britain|united kingdom)$/g

/**
 * What a place may be called in full: 'S Yorks' is South Yorkshire, 'Beeston, Notts' is in Nottinghamshire, and Cumbria is two
 * councils. Names as plainName() has them, what follows a comma still after one; empty when there is nothing to add.
 */
export function inFull(text: string): string[] {
  const [name = '', county = ''] = text.split(',', 2).map(bare)
  const wholes = spelt(name)
  const names = county ? spelt(county).flatMap((within) => wholes.map((whole) => `${whole}, ${within}`)) : wholes
  return names.filter((whole) => whole !== '' && whole !== plainName(text))
}

const country = /^(uk|gb|england|britain|great britain|united kingdom)$/

const bare = (part: string) => plainName(part).replace(country, '').replace(around, '')

function spelt(name: string): string[] {
  const whole = meanings.get(name)
  if (whole) return whole.flatMap((each) => (meanings.has(each) ? spelt(each) : [each]))
  const words = name.split(' ').map((word) => {
    const [means, ...others] = meanings.get(word) ?? []
    return means && others.length === 0 ? means : word
  })
  const longer = words.join(' ')
  return longer !== name && meanings.has(longer) ? spelt(longer) : [longer]
}
