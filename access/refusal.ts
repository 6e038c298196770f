/** An answer other than 500 that a handler may throw: the sentence is shown to the reader as it stands. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

export const refuse = (status: number, sentence: string) => new Refusal(status, sentence)

/** Thrown where something isn't there, or may not be seen: the two are one answer. */
export const notFound = () =>
  refuse(404, 'If you typed the address, check it is right. It may also be a page you can’t see.')
