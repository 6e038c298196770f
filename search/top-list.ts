/** The best so many of all that is offered, kept in a heap with the worst on top. Of equals the lower ordinal is better. */
export class TopList {
  #ordinals: Uint32Array
  #points: Float64Array
  #size = 0

  constructor(length: number) {
    this.#ordinals = new Uint32Array(length)
    this.#points = new Float64Array(length)
  }

  get full(): boolean {
    return this.#size === this.#ordinals.length
  }

  /** The points of the last on the list. */
  get least(): number {
    return this.#points[0]!
  }

  offer(ordinal: number, points: number): void {
    if (!this.full) this.#rise(this.#size++, ordinal, points)
    else if (this.#size > 0 && this.#worse(0, ordinal, points)) this.#sink(ordinal, points)
  }

  /** Best first. */
  best(): number[] {
    return Array.from({ length: this.#size }, (_, i) => i)
      .sort((a, b) => this.#points[b]! - this.#points[a]! || this.#ordinals[a]! - this.#ordinals[b]!)
      .map((at) => this.#ordinals[at]!)
  }

  #worse(at: number, ordinal: number, points: number): boolean {
    return this.#points[at]! < points || (this.#points[at] === points && this.#ordinals[at]! > ordinal)
  }

  #rise(from: number, ordinal: number, points: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#points[parent]! < points || (this.#points[parent] === points && this.#ordinals[parent]! > ordinal))
        break
      this.#put(at, this.#ordinals[parent]!, this.#points[parent]!)
      at = parent
    }
    this.#put(at, ordinal, points)
  }

  #sink(ordinal: number, points: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= this.#size) break
      const right = child + 1
      if (right < this.#size && this.#worse(right, this.#ordinals[child]!, this.#points[child]!)) child = right
      if (!this.#worse(child, ordinal, points)) break
      this.#put(at, this.#ordinals[child]!, this.#points[child]!)
      at = child
    }
    this.#put(at, ordinal, points)
  }

  #put(at: number, ordinal: number, points: number): void {
    this.#ordinals[at] = ordinal
    this.#points[at] = points
  }
}
