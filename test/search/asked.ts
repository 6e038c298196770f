import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../config.ts'
import type { Kind } from '../../models/kind.ts'
import type { Place, Result } from '../../search/criteria.ts'

/** Where people ask from: one corner of each patch, and nowhere in particular. */
export const places: (Place | null)[] = [
  null,
  { name: 'BS2', lat: 51.4609, lon: -2.5777, areas: ['E06000023', 'E47000009', 'E54000039'] },
  { name: 'NG18', lat: 53.1445, lon: -1.1963, areas: ['E07000174', 'E10000024', 'E54000060'] },
]

/** The lines of a file in the tree that are no remarks. */
export function lines(file: string): string[] {
  return readFileSync(path.join(root, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

/** What is asked in a file, and the kinds of which one should come first. */
export function questions(file: string): { q: string; wanted: Kind[] }[] {
  return lines(file).map((line) => {
    const [q, wanted] = line.split('=>').map((part) => part.trim()) as [string, string]
    return { q, wanted: wanted.split(' ') as Kind[] }
  })
}

/** How high a right kind came in all answers: says so, and tells the share within the first three and what missed it. */
export function measured(answers: { q: string; wanted: Kind[]; place: Place | null; results: Result[] }[]) {
  const ranks = answers.map(({ q, wanted, place, results }) => {
    const at = results.findIndex(({ kinds }) => kinds.some((kind) => wanted.includes(kind)))
    return { said: `${q} (${place?.name ?? 'anywhere'})`, rank: at < 0 ? Infinity : at + 1 }
  })
  const share = (most: number) => ranks.filter(({ rank }) => rank <= most).length / ranks.length
  const reciprocal = ranks.reduce((sum, { rank }) => sum + 1 / rank, 0) / ranks.length
  console.log(
    `      ${answers.length / places.length} queries in ${places.length} places: success@1 ${share(1).toFixed(3)}, ` +
      `success@3 ${share(3).toFixed(3)}, mean reciprocal rank ${reciprocal.toFixed(3)}`,
  )
  return { third: share(3), missed: ranks.filter(({ rank }) => rank > 3).map(({ said }) => said) }
}
