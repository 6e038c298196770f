/** Remembers the answers last asked for, up to `limit` of them, so that working one out again is rare. */
export class Recent<Answer> {
  #answers = new Map<string, Answer>()
  #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The remembered answer, or the one that `find` works out now. */
  get(question: string, find: () => Answer): Answer {
    // An answer may be null: that nothing was found is worth remembering too.
    const answer = this.#answers.has(question) ? (this.#answers.get(question) as Answer) : find()
    this.keep(question, answer)
    return answer
  }

  /** Remembers an answer from elsewhere. */
  keep(question: string, answer: Answer): void {
    // Deleted and set again, so that the first key is the one least lately asked for.
    this.#answers.delete(question)
    this.#answers.set(question, answer)
    if (this.#answers.size > this.#limit) this.#answers.delete(this.#answers.keys().next().value!)
  }

  has(question: string): boolean {
    return this.#answers.has(question)
  }

  forget(question: string): void {
    this.#answers.delete(question)
  }

  clear(): void {
    this.#answers.clear()
  }
}

/** A memory for as long as `era` stays what it was: what was found in another gazetteer, or among other services, is out of date. */
export function recentIn<Answer>(era: () => unknown, limit: number): () => Recent<Answer> {
  const memory = new Recent<Answer>(limit)
  let of: unknown
  return () => {
    if (of !== era()) memory.clear()
    of = era()
    return memory
  }
}
