/** A set of services: bit n stands for the service with the ordinal n. Sets that meet have the same length. */
export type Bits = Uint32Array

/** An empty set with room for ordinals below `capacity`. */
export function emptyBits(capacity: number): Bits {
  return new Uint32Array((capacity + 31) >>> 5)
}

/** The same set with room for more. */
export function larger(bits: Bits, capacity: number): Bits {
  const copy = emptyBits(capacity)
  copy.set(bits)
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

/** Where `bits` isn't empty, 32 ordinals at a time: what follows need look only there. */
export function occupied(bits: Bits): Uint32Array {
  const found = new Uint32Array(bits.length)
  let size = 0
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) found[size++] = i
  return found.subarray(0, size)
}

export function count(bits: Bits): number {
  let total = 0
  for (let i = 0; i < bits.length; i++) total += ones(bits[i]!)
  return total
}

/** How many `bits` and `other` share, looking only where `bits` is occupied. */
export function countShared(bits: Bits, other: Bits, where: Uint32Array): number {
  let total = 0
  for (let i = 0; i < where.length; i++) {
    const word = where[i]!
    total += ones(bits[word]! & other[word]!)
  }
  return total
}

/** The ordinals in the set, in order. */
export function ordinals(bits: Bits): Uint32Array {
  const found = new Uint32Array(count(bits))
  let size = 0
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1) found[size++] = (i << 5) + (31 - Math.clz32(word & -word))
  }
  return found
}
