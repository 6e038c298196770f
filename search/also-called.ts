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

const before = `(?:i|we) live near|(?:i|we) live|living|somewhere near|somewhere|not far from|just outside|outside|outskirts of|near to|near|nr|
around|close to|at|from|central|inner|town centre|city centre|london|royal|lb|jobcentre plus|jobcentre`
const after = `city centre|town centre|centre|city|town|area|(?:railway |train |bus )?station|(?:community |general )?hospital|
(?:metropolitan )?borough|mbc|dc|bc|cc|jobcentre district|jobcentre|district`
const lands = 'uk|gb|england|britain|great britain|united kingdom'

/**
 * What is said around a name and is no part of it: 'near Bristol', 'Nottingham city centre', 'Leeds, UK', 'Mansfield DC',
 * 'London Borough of Hackney', 'Nottingham station'. The middle of a town is near enough to its station or hospital.
 */
const around = new RegExp(`^(?:${before}) | (?:${after})$| (?:${lands})$`.replace(/\n/g, ''), 'g')

/**
 * What a place may be called in full: 'S Yorks' is South Yorkshire, 'Beeston, Notts' is in Nottinghamshire, and Cumbria is two
 * councils. Names as plainName() has them, what follows a comma still after one; empty when there is nothing to add.
 */
export function inFull(text: string): string[] {
  // The Lake District is no council's district.
  const [name = '', county = ''] = text
    .split(',', 2)
    .map((part) => (meanings.has(plainName(part)) ? plainName(part) : bare(part)))
  const wholes = spelt(name)
  const names = county ? spelt(county).flatMap((within) => wholes.map((whole) => `${whole}, ${within}`)) : wholes
  return names.filter((whole) => whole !== '' && whole !== plainName(text))
}

const country = new RegExp(`^(?:${lands})$`)

const saidAround = new RegExp(` (?:${after})$`.replace(/\n/g, ''))

/** Whether a name, as plainName() has it, is one of those that stand for others, or has what is said after one: quick to see. */
export const isSaid = (name: string) => meanings.has(name) || saidAround.test(name)

/** A name as plainName() has it, without what is said around it. */
export const bare = (part: string) => plainName(part).replace(country, '').replace(around, '')

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
