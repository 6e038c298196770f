/** A set of services: bit n stands for the service with the ordinal n. Sets that meet have the same length. */
export type Bits = Uint32Array

/** An empty set with room for ordinals below `capacity`. */
export function emptyBits(capacity: number): Bits {
  return new Uint32Array((capacity + 31) >>> 5)
}

/** The same set with room for more. */
export function larger(bits: Bits, capacity: number): Bits {
  return longer(bits, (capacity + 31) >>> 5)
}

type Column = Uint16Array | Uint32Array | Float32Array | Float64Array

/** The same column with room for more. */
export function longer<Kept extends Column>(column: Kept, length: number): Kept {
  const copy = new (column.constructor as new (length: number) => Kept)(length)
  copy.set(column)
  return copy
}

export function has(bits: Bits, ordinal: number): boolean {
  return ((bits[ordinal >>> 5]! >>> (ordinal & 31)) & 1) === 1
}

export function add(bits: Bits, ordinal: number): void {
  bits[ordinal >>> 5]! |= 1 << (ordinal & 31)
}

export function remove(bits: Bits, ordinal: number): void {
  bits[ordinal >>> 5]! &= ~(1 << (ordinal & 31))
}

/** Keeps in `target` only what `other` has too. */
export function keep(target: Bits, other: Bits): void {
  for (let i = 0; i < target.length; i++) target[i]! &= other[i]!
}

/** Adds to `target` all that `other` has. */
export function join(target: Bits, other: Bits): void {
  for (let i = 0; i < target.length; i++) target[i]! |= other[i]!
}

/** What both sets have, as a new set. */
export function both(one: Bits, other: Bits): Bits {
  const shared = one.slice()
  keep(shared, other)
  return shared
}

/** What one set has and the other has not, as a new set. */
export function allBut(one: Bits, other: Bits): Bits {
  return one.map((word, i) => word & ~other[i]!)
}

/** All that any of the sets has. One set is answered as it is, so don't change the answer. */
export function anyOf(sets: Bits[], capacity: number): Bits {
  if (sets.length === 1) return sets[0]!
  const all = emptyBits(capacity)
  for (const set of sets) join(all, set)
  return all
}

/** How many of the 32 bits of `word` are set. */
export function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

export function count(bits: Bits): number {
  let total = 0
  for (let i = 0; i < bits.length; i++) total += ones(bits[i]!)
  return total
}

/** How many both sets have. */
export function countShared(one: Bits, other: Bits): number {
  let total = 0
  for (let i = 0; i < one.length; i++) total += ones(one[i]! & other[i]!)
  return total
}

/** Writes the ordinals in word number `i` of a set into `list`, in order; answers how many. */
export function listWord(word: number, i: number, list: Uint32Array): number {
  let size = 0
  for (let left = word; left !== 0; left &= left - 1) list[size++] = (i << 5) + 31 - Math.clz32(left & -left)
  return size
}
