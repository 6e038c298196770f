import { plainName } from '../gazetteer/plain-name.ts'
import { inFull, isSaid } from './also-called.ts'
import type { PlaceAnswer } from './criteria.ts'
import { currentGazetteer } from './current-gazetteer.ts'
import { isEverydayWord } from './everyday.ts'
import {
  begunWith,
  findInFull,
  findNamed,
  findNamedInPart,
  isLarge,
  manyPeople,
  peopleOf,
  placesCalled,
  placesNamed,
} from './places.ts'
import { type Discretion, findPostcode, fullPostcode, mendedPostcode } from './postcodes.ts'

/** What is found of a place among the words: itself, or the places that it may be, or a postcode that isn't known; and the other words. */
export type PlaceAmong = PlaceAnswer & { words: string }

/**
 * A place named among the words after a hint that it is one: 'debt advice in Bedminster', 'physio near BS2, mornings'; a
 * postcode anywhere: 'NG18 1AA walking group'; or a town at either end: 'debt advice Mansfield'. Null when none is named. A
 * name that is an everyday word too needs more of a hint: near it, a capital letter, or 'in' and enough people: 'near Hope',
 * 'in reading', but not 'help with reading'.
 * @param named the words are what a service is called: a town in them is only part of that
 */
export async function placeAmong(
  words: string,
  { named: isName = false, ...discretion }: Discretion & { named?: boolean } = {},
): Promise<PlaceAmong | null> {
  const hints = /\b(in|near to|near|around|at|from|close to)\s+(the\s+)?(?=[\p{L}\d])/giu
  for (const { 0: hint, 1: sort = '', 2: the, index } of words.matchAll(hints)) {
    const after = words.slice(index + hint.length)
    for (const text of beginnings(after)) {
      const found =
        (await findPostcode(meant(text), discretion)) ?? named(text, sort.toLowerCase(), the !== undefined, words)
      if (!found || 'error' in found) continue
      return { ...found, words: tidy(`${words.slice(0, index)} ${after.slice(text.length)}`) }
    }
  }
  return (await postcodeAmong(words, discretion)) ?? townAlone(words) ?? (isName ? null : townAtAnEnd(words))
}

/** A full postcode with its slips mended; less than that may be anything. */
const meant = (text: string) => (fullPostcode.test(text) ? mendedPostcode(text) : null) ?? text

const tidy = (words: string) => words.replace(/\s+/g, ' ').trim()

/**
 * With a single letter, half a postcode is as often a vitamin (B12), a disc (L5) or a road (M25); CO2 is a gas before it is
 * Colchester, and SR1 a form before it is Sunderland.
 */
const outwardAnywhere = /\b(?!(?:co2|sr1)\b)[a-z]{2}\d[a-z\d]?\b/gi

async function postcodeAmong(words: string, discretion: Discretion): Promise<PlaceAmong | null> {
  const [full] = words.match(fullPostcode) ?? []
  const [postcode] = full ? [full] : (words.match(outwardAnywhere) ?? []).filter((one) => isOutward(one))
  const found = postcode ? await findPostcode(meant(postcode), discretion) : null
  return found && postcode ? { ...found, words: tidy(words.replace(postcode, ' ')) } : null
}

const isOutward = (text: string) => currentGazetteer().outward.has(text.toUpperCase())

/** A town of many people or a council by just this name, or by what it is called for short, and surely meant. */
function townNamed(text: string): PlaceAnswer | null {
  const { namesByFirstWord, areasByName } = currentGazetteer()
  const name = plainName(text)
  // Most words begin no name, and that is quick to see.
  if (!namesByFirstWord.has(name.split(' ', 1)[0]!) && !areasByName.has(name) && !isSaid(name)) return null
  if (!isWhole(text)) return null
  const full = isSaid(name) ? inFull(text) : []
  if (full.length > 1 || [name, ...full].some((one) => isEverydayWord(one) || ambiguous.has(one))) return null
  if (placesCalled(text).some(isLarge) || isCouncil(name)) return findNamed(text)
  const [whole = ''] = full
  const isKnown = isCouncil(whole) || placesNamed(whole).some(isLarge)
  return isKnown ? findNamed(whole) : null
}

const isCouncil = (name: string) =>
  (currentGazetteer().areasByName.get(name) ?? []).some(({ type }) => type === 'local-authority' || type === 'county')

/** The town that the words end or begin with, when it is large and there are other words. */
function townAtAnEnd(words: string): PlaceAmong | null {
  const all = [...words.matchAll(/[\p{L}\d'’-]+/gu)]
  const from = (n: number) => all[n]!.index
  const upTo = (n: number) => all[n]!.index + all[n]![0].length
  for (let length = Math.min(4, all.length - 1); length > 0; length--) {
    const last = all.length - 1
    for (const [start, end] of [
      [from(last - length + 1), upTo(last)],
      [from(0), upTo(length - 1)],
    ] as const) {
      const text = words.slice(start, end)
      const found = townNamed(text)
      if (found && !/\bof\s*$/i.test(words.slice(0, start)))
        return { ...found, words: tidy(words.slice(0, start) + words.slice(end)) }
    }
  }
  return null
}

/** The first six words of a text, the first five and so on; no more than up to the end of a clause, or what follows its comma. */
function beginnings(text: string): string[] {
  const [first = ''] = text.match(/^[\p{L}\d'’-]+(?:[., ]{1,2}[\p{L}\d'’-]+){0,5}/u) ?? []
  const words = [...first.matchAll(/[\p{L}\d'’-]+/gu)]
  return words.map(({ 0: word, index }) => first.slice(0, index + word.length)).reverse()
}

/** The large town that the words name and nothing else, though it is in the name of many a service. */
function townAlone(words: string): PlaceAmong | null {
  const name = plainName(words)
  if (name === '' || isEverydayWord(name) || ambiguous.has(name)) return null
  return placesCalled(words).some(isLarge) ? { ...findNamed(words)!, words: '' } : null
}

/** Few who say 'in March' mean the town, or 'in Wales' the village. */
const seldomMeant = new Set(['march', 'wales'])

/** Towns that are as often someone's name, or a slip: 'mold' on the walls. */
const ambiguous = new Set(
  `abram arnold ashley barry beds bentley berks beverley bucks chelsea clare dudley hamilton hart hayes hunts kimberley leigh
  lincoln mold morley nelson preston selby shirley stanley washington`.split(/\s+/),
)

/** Whether a name begins and ends where the text does: not 'in Bristol', nor 'Bristol on'. */
function isWhole(text: string): boolean {
  const [first, last] = [text.match(/^\S+/)![0], text.match(/\S+$/)![0]]
  return plainName(first) !== '' && plainName(last) !== ''
}

function named(text: string, hint: string, the: boolean, words: string): PlaceAnswer | null {
  if (!isWhole(text)) return null
  const name = plainName(text)
  const short = currentGazetteer().placesByName.has(name) ? [] : inFull(text)
  const everyday = currentGazetteer().everyday.has(name) || (short.length > 0 && isEverydayWord(name))
  if (everyday && !/near|around|close/.test(hint)) {
    const capital = /^\p{Lu}/u.test(text) && words !== words.toUpperCase()
    const full = short.length === 1 ? plainName(short[0]!) : name
    const most = Math.max(0, ...[...placesNamed(full), ...begunWith(full)].map(peopleOf))
    if (seldomMeant.has(name) || !(capital || (hint === 'in' && !the && most >= manyPeople))) return null
  } else if (everyday && the) return null
  const found = findNamed(text)
  // 'From Avon and Wiltshire' and 'from Severn Trent' name a trust and a water company.
  if (found || /from|at/.test(hint)) return found
  // 'In Kingston' means one of two towns; 'at home' is in many a name.
  return findInFull(text) ?? (name.includes(' ') || isEverydayWord(name) ? null : findNamedInPart(text))
}
