import { ones } from './bits.ts'

/**
 * How many slips turn one word into another: a letter left out, put in, wrong, or two swapped (optimal string alignment).
 * More than `most` is answered as Infinity.
 */
export function slips(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return Infinity
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > most) return Infinity
    before = last
    last = row
  }
  return last[to.length]! <= most ? last[to.length]! : Infinity
}

/** How many slips a word of this length may have and still be told: none in short ones, where every slip is another word. */
export function allowance(word: string): number {
  return word.length < 5 ? 0 : word.length < 8 ? 1 : 2
}

/** The letters of a word as a set: one of 32 bits for each. */
export function lettersOf(word: string): number {
  let all = 0
  for (let i = 0; i < word.length; i++) all |= 1 << (word.charCodeAt(i) & 31)
  return all
}

/** Whether words of these letters may be so few slips apart: a slip takes one letter away and brings one in. Quick to see. */
export function mayBeSlips(from: number, to: number, most: number): boolean {
  return ones(from ^ to) <= 2 * most
}
