import { Worker } from 'node:worker_threads'
import { log } from '../log.ts'
import { type Guess, noIdea } from './likeness.ts'
import { Recent } from './recent.ts'

/** A guess that takes longer than this (ms) is left for the next who asks the same. */
const usualPatience = 250
/** With more than so many waiting, another would wait too long: one for each so many ms that it has patience. */
const msEach = 20

/** What the thread says: that it is ready, that it has read everything, or of a question first a fear and then its guess. */
interface Message {
  ready?: true
  complete?: true
  id?: number
  fear?: number
  guess?: Guess
}

interface Waiting {
  words: string
  resolve: (guess: Guess) => void
  fear?: number
}

/**
 * Guesses what words mean that the vocabulary doesn't know, by a sentence-embedding model in a thread of its own. Whatever
 * goes wrong there is logged once, and search goes on without guesses. What it is asked stays in this process.
 */
export class Guesser {
  #worker: Worker | undefined
  #ready = false
  #complete = false
  #waiting = new Map<number, Waiting>()
  #asked = 0
  #answers = new Recent<Promise<Guess> | Guess>(10_000)
  #patience: number

  constructor({ patience = usualPatience } = {}) {
    this.#patience = patience
  }

  /**
   * Starts the thread; it reads the vocabulary while others work, and does not keep the process from ending.
   * @param whenComplete called when it has read everything, after which guesses may be better than before
   */
  start(whenComplete: () => void = () => {}, file = new URL('./guess-worker.js', import.meta.url)): void {
    const worker = new Worker(file)
    worker.on('message', (message: Message) => {
      if (message.ready) this.#ready = true
      if (message.complete) {
        this.#complete = true
        this.#answers.clear()
        whenComplete()
      }
      if (message.id === undefined) return
      if (message.fear === undefined) this.#answer(message.id, message.guess ?? noIdea)
      else this.#note(message.id, message.fear)
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      log.warn({ reason: error.code ?? error.message }, 'Search goes on without guessing what unknown words mean')
    })
    worker.on('exit', () => {
      if (this.#worker === worker) this.#end()
    })
    // Listening for messages would keep the process from ending again.
    worker.unref()
    this.#worker = worker
  }

  /** Whether it takes questions now. */
  get ready(): boolean {
    return this.#ready
  }

  /** Whether it has read the whole vocabulary, which takes a processor a minute. */
  get complete(): boolean {
    return this.#complete
  }

  get running(): boolean {
    return this.#worker !== undefined
  }

  /**
   * What words may mean: nothing when it has no idea or is not running, null when it has no answer in time. Words that are not to
   * be `kept` are asked anew each time. Who can't do without an answer brings more `patience` (ms).
   */
  async guess(words: string, { kept = true, patience = this.#patience } = {}): Promise<Guess | null> {
    if (!this.#worker) return noIdea
    const isNew = !kept || !this.#answers.has(words)
    if (!this.#ready || (isNew && this.#waiting.size > patience / msEach)) return null
    const answer = kept ? this.#answers.get(words, () => this.#askOnce(words)) : this.#ask(words)
    return answer instanceof Promise ? inTime(answer, patience) : answer
  }

  /** Forgets what was guessed of these words. */
  forget(words: string): void {
    this.#answers.forget(words)
  }

  /** How likely a danger words are whose guess is not there yet, by their turns of phrase alone, which take no time; null when unknown. */
  fearSoFar(words: string): number | null {
    for (const waiting of this.#waiting.values()) if (waiting.words === words) return waiting.fear ?? null
    return null
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    this.#end()
    await worker?.terminate()
  }

  /** Asks, and puts the answer in the place of the question when it comes. */
  #askOnce(words: string): Promise<Guess> {
    const answers = this.#answers
    const asked = this.#ask(words)
    void asked.then((guess) => answers.has(words) && answers.keep(words, guess))
    return asked
  }

  #ask(words: string): Promise<Guess> {
    const id = ++this.#asked
    this.#worker!.postMessage({ id, words })
    return new Promise((resolve) => this.#waiting.set(id, { words, resolve }))
  }

  #note(id: number, fear: number): void {
    const waiting = this.#waiting.get(id)
    if (waiting) waiting.fear = fear
  }

  #answer(id: number, guess: Guess): void {
    this.#waiting.get(id)?.resolve(guess)
    this.#waiting.delete(id)
  }

  #end(): void {
    this.#worker = undefined
    this.#ready = false
    this.#complete = false
    for (const id of this.#waiting.keys()) this.#answer(id, noIdea)
    this.#answers.clear()
  }
}

function inTime<Value>(answer: Promise<Value>, ms: number): Promise<Value | null> {
  let timer: NodeJS.Timeout
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer))
}
