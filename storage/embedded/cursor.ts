import { copy, type Doc } from './bson.ts'

/** What the MongoDB driver's cursors offer, over answers that are worked out when the first is asked for. */
export class EmbeddedCursor {
  #run: () => Doc[]
  #answers: Doc[] | undefined
  #next = 0
  #map: ((doc: Doc) => Doc) | undefined
  closed = false

  constructor(run: () => Doc[]) {
    this.#run = run
  }

  /** Each answer is a copy: the store's memory can't be changed through it. */
  #take(): Doc | null {
    this.#answers ??= this.#run()
    if (this.closed || this.#next >= this.#answers.length) return null
    const doc = copy(this.#answers[this.#next++])
    return this.#map ? this.#map(doc) : doc
  }

  async next(): Promise<Doc | null> {
    return this.#take()
  }

  async tryNext(): Promise<Doc | null> {
    return this.#take()
  }

  async hasNext(): Promise<boolean> {
    this.#answers ??= this.#run()
    return !this.closed && this.#next < this.#answers.length
  }

  async toArray(): Promise<Doc[]> {
    const all: Doc[] = []
    for (let doc = this.#take(); doc !== null; doc = this.#take()) all.push(doc)
    return all
  }

  async forEach(each: (doc: Doc) => boolean | undefined): Promise<void> {
    for await (const doc of this) if (each(doc) === false) return
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Doc> {
    for (let doc = this.#take(); doc !== null; doc = this.#take()) yield doc
  }

  map(change: (doc: Doc) => Doc): this {
    const before = this.#map
    this.#map = before ? (doc) => change(before(doc)) : change
    return this
  }

  rewind(): void {
    this.#answers = undefined
    this.#next = 0
  }

  async close(): Promise<void> {
    this.closed = true
  }

  addCursorFlag(): this {
    return this
  }

  batchSize(): this {
    return this
  }

  maxTimeMS(): this {
    return this
  }
}

/** A cursor of `find`, whose question can still be changed before the first answer. */
export class FindCursor extends EmbeddedCursor {
  #options: Doc

  constructor(run: (options: Doc) => Doc[], options: Doc) {
    const own = { ...options }
    super(() => run(own))
    this.#options = own
  }

  sort(sort: Doc | string, way: 1 | -1 = 1): this {
    this.#options.sort = typeof sort === 'string' ? { [sort]: way } : sort
    return this
  }

  skip(skip: number): this {
    this.#options.skip = skip
    return this
  }

  limit(limit: number): this {
    this.#options.limit = limit
    return this
  }

  project(projection: Doc): this {
    this.#options.projection = projection
    return this
  }
}
