import { Guesser } from '../../search/guess.ts'

let guesser: Guesser | undefined
let read: Promise<void> | undefined

/**
 * A guesser that has read all the examples, which takes a processor a minute or two: one for the run. Ask for it where a file of
 * tests begins, so that it reads beside the tests of other files.
 */
export async function wellReadGuesser(): Promise<Guesser> {
  guesser ??= new Guesser({ patience: 60_000 })
  read ??= new Promise((resolve) => guesser!.start(resolve))
  await read
  return guesser
}

export async function closeGuesser(): Promise<void> {
  await guesser?.stop()
}
