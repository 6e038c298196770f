import type { Kind } from '../models/kind.ts'
import { type Meaning, pageSize } from './catalogue.ts'
import { type Heard, hear, inDanger } from './crisis.ts'
import { type Answer, beginningOf, type Criteria, type Errors, mayBePlace, type PlaceAnswer } from './criteria.ts'
import { isArea } from './current-gazetteer.ts'
import { Guesser } from './guess.ts'
import { currentIndex, indexEdition, newEdition } from './index.ts'
import { asItStands, isNamed, withGuess } from './meaning.ts'
import { placeAmong } from './place-among.ts'
import { findPlace } from './places.ts'
import { Recent, recentIn } from './recent.ts'
import { tokens } from './tokens.ts'
import { forgetReading, type Reading, read, readOnce, unread } from './understand.ts'

/** Guesses at words that the vocabulary is unsure of, once started; until then nothing is guessed. */
export const guesser = new Guesser()

/** Starts the guesser: what was answered before it had read the vocabulary may be answered better after. */
export function startGuessing(): void {
  guesser.start(newEdition)
}

/** What phrases were found in words: many ask the same about other places. */
const sayings = new Recent<Heard>(10_000)

const unkept = { guess: (words: string) => guesser.guess(words, { kept: false }) }

const settledAsHarmless: Heard = { said: 'no danger', parts: [] }

/** Whether words are the name of a service or of who offers it, wherever: until services change. */
const names = recentIn<boolean>(indexEdition, 10_000)

const isName = (words: string, { meaning }: Reading) =>
  names().get(words, () => {
    const services = currentIndex()
    return services.isName(words) || (services.mayName(words) && isNamed(words, services.first(words, meaning)))
  })

/** Words that suggest danger are remembered nowhere. */
function forget(words: string): void {
  for (const memory of [sayings, names(), guesser]) memory.forget(words)
  forgetReading(words)
}

/** What is said in some words, and whether someone may be in danger; null when that was not known in time. */
async function listen(words: string, long: boolean) {
  const heard = long ? hear(words) : sayings.get(words, () => hear(words))
  const danger = guesser.running
    ? await inDanger(words, guesser, { heard, isNamed: (reading) => isName(words, reading) })
    : heard.said === 'danger'
  // What was guessed to be harmless once all examples were read needn't be guessed again.
  if (danger === false && guesser.complete && !long) sayings.keep(words, settledAsHarmless)
  if (danger) forget(words)
  return { said: heard.said, danger }
}

/** Where the person and their GP are, by what the fields and the words say, and the words without a place that they name. */
async function whereabouts(
  { place, gp, exact }: Criteria,
  words: string,
  { discreet, named }: { discreet: boolean; named: boolean },
) {
  const errors: Errors = {}
  const find = async (field: 'place' | 'gp', text: string) => {
    const found = mayBePlace(text) ? await findPlace(text, { discreet }) : null
    if (found && 'error' in found) errors[field] = found.error
    if (found && 'choices' in found) errors[field] = found.question
    return found
  }
  const found = await find('place', place)
  // A place field says where; what the words say of it is taken out of them all the same.
  const among = words && !exact ? await placeAmong(words, { discreet, named }) : null
  if (!found && among && 'error' in among) errors.place = among.error
  const meant = found ?? among
  const foundGp = await find('gp', gp)
  return {
    errors,
    q: among?.words ?? words,
    place: pointOf(meant) ?? pointOf(foundGp),
    gp: pointOf(foundGp),
    placeChoices: choicesOf(meant),
    gpChoices: choicesOf(foundGp),
  }
}

const pointOf = (found: PlaceAnswer | null) => (found && 'place' in found ? found.place : null)

function choicesOf(found: PlaceAnswer | null) {
  if (!found) return []
  return 'choices' in found ? found.choices : 'place' in found ? (found.others ?? []) : []
}

/** How the words were understood: as kinds of help, or as all help besides the kinds that they deny. */
function understandingOf(meaning: Meaning | null, guessed: boolean, { besides, q }: { besides: Kind[]; q: string }) {
  if (meaning) return { kinds: meaning.kinds.map(({ kind }) => kind), phrase: meaning.phrase, guessed }
  return besides.length > 0 ? { kinds: [], besides, phrase: q, guessed: false } : null
}

/**
 * Answers a search, with so many results to a page. Nothing of what suggests danger goes outside. `explain` adds to each
 * result why it is where it is.
 */
export async function search(criteria: Criteria, { explain = false, size = pageSize } = {}): Promise<Answer> {
  const services = currentIndex()
  const asked = beginningOf(criteria.q)
  const long = asked !== criteria.q
  const { said, danger } = await listen(criteria.q, long)
  const urgent = danger === true
  // What someone has pasted is not kept, and is no name.
  const reads = long || urgent ? readOnce : read
  const { q, errors, place, gp, placeChoices, gpChoices } = await whereabouts(criteria, asked, {
    discreet: urgent,
    named: asked !== '' && !criteria.exact && (urgent || (!long && isName(asked, reads(asked)))),
  })
  if (criteria.within && !place && !errors.place)
    errors.within = 'Enter a postcode or town to measure the distance from'
  if (!criteria.area.every(isArea)) errors.area = 'Choose an area from the list'

  const known = criteria.exact ? unread : reads(q)
  const named = !criteria.exact && !long && isName(q, known)
  const settled = known.sure || criteria.exact || said === 'danger' || named
  if (urgent) forget(q)
  const { meaning, guessed, provisional } = settled
    ? asItStands(known)
    : await withGuess(known, long || urgent ? unkept : guesser)
  // What is denied isn't looked for; where nothing else is said, all other help is shown.
  const besides = known.rest === '' && !named ? known.denied : []
  const wanted = criteria.exact || named ? q : besides.length > 0 ? '' : known.rest || q
  const { total, facets, results } = services.answer({
    criteria: { ...criteria, q: wanted },
    meaning,
    typed: asked,
    besides,
    place,
    gp,
    size,
    explain,
  })
  return {
    criteria,
    beginning: long ? asked : null,
    total,
    page: criteria.page,
    pages: Math.ceil(total / size),
    urgent,
    place,
    gp,
    placeChoices,
    gpChoices,
    unread: wanted !== '' && meaning === null && tokens(wanted).length === 0,
    understood: understandingOf(meaning, guessed, { besides, q }),
    provisional: provisional || danger === null,
    facets,
    results,
    errors,
  }
}
