import { type Bits, listWord } from './bits.ts'
import { blockSize } from './near.ts'
import { TopList } from './top-list.ts'

/** What each service is worth to someone who asks. */
export interface Worth {
  points: (ordinal: number) => number
  /** No service of `among` in the block has more points. */
  most: (block: number, among: Bits) => number
}

/** Blocks are looked at in steps of so many points of what they can be worth at most. */
const step = 4
const listed = new Uint32Array(blockSize)

/**
 * The best so many of the services, best first; of equals the lower ordinal. Blocks of services that could be worth most are
 * looked at first, and no further once the rest can't be better than the last on the list.
 */
export function best(worth: Worth, among: Bits, length: number): number[] {
  const top = new TopList(length)
  const blocks: number[] = []
  const most: number[] = []
  let highest = -Infinity
  for (let block = 0; block < among.length; block++) {
    if (among[block] === 0) continue
    const points = worth.most(block, among)
    blocks.push(block)
    most.push(points)
    if (points > highest) highest = points
  }
  let left = blocks.length
  for (let floor = highest - step; left > 0; floor -= step) {
    for (let i = left - 1; i >= 0; i--) {
      if (most[i]! < floor) continue
      const block = blocks[i]!
      const size = listWord(among[block]!, block, listed)
      for (let n = 0; n < size; n++) top.offer(listed[n]!, worth.points(listed[n]!))
      left--
      blocks[i] = blocks[left]!
      most[i] = most[left]!
    }
    if (top.full && top.least >= floor) break
  }
  return top.best()
}
