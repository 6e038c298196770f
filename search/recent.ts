/** Remembers the answers last asked for, up to `limit` of them, so that working one out again is rare. */
export class Recent<Answer> {
  #answers = new Map<string, Answer>()
  #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The remembered answer, or the one that `find` works out now. */
  get(question: string, find: () => Answer): Answer {
    const known = this.#answers.get(question)
    const answer = known ?? find()
    // Deleted and set again, so that the first key is the one least lately asked for.
    this.#answers.delete(question)
    this.#answers.set(question, answer)
    if (this.#answers.size > this.#limit) this.#answers.delete(this.#answers.keys().next().value!)
    return answer
  }

  forget(question: string): void {
    this.#answers.delete(question)
  }

  clear(): void {
    this.#answers.clear()
  }
}
