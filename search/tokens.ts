import { stemmer } from 'stemmer'

/** Words that say nothing about which help is wanted. */
const empty = new Set(
  `a an the and or of for in on at by with from to is am are was were be been being it its this that these those there here
  i im ive id ill me my mine we our us you your he she his her him they them their someone somebody anyone anybody
  have has had having do does did can could would should will shall may might must get gets got getting
  so very really just only also too quite rather please thanks thank hi hello dear hey any some much more most
  what who whom which how when where why as if than then such about into over near nearby around local locally
  want wants wanted wanting need needs needed needing looking look find finding seek seeking like help helps helping helped
  service services support supports supporting advice info information people person`.split(/\s+/),
)

/** Lower case, accents and apostrophes gone, everything else that is no letter or number a space. */
export function plain(text: string): string {
  return words(text.replace(/&/g, ' and ')).join(' ')
}

/** The words of a text as they are compared: lower case, without accents and apostrophes. */
function words(text: string): string[] {
  let lower = text.toLowerCase()
  // Most texts have nothing but plain letters, and normalising takes longer than all the rest.
  if (/[^\x20-\x7e\s]/.test(lower)) lower = lower.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
  lower = undotted(lower)
  return (lower.match(/[a-z0-9]+(?:['’‘`´][a-z0-9]+)*/g) ?? []).map((word) => word.replace(/['’‘`´]/g, ''))
}

const dotted = /(?<![a-z0-9])(?:[a-z]\.){1,8}[a-z](?![a-z0-9])\.?/gi

/** 'C.B.T.' as 'CBT', and so on. */
function undotted(text: string): string {
  return /[a-z]\.[a-z]\b/i.test(text) ? text.replace(dotted, (letters) => letters.replaceAll('.', '')) : text
}

/** Words whose stems would make one of what are two: an employer is no employment. */
const own = {
  employer: 'employer',
  employers: 'employer',
  employment: 'employment',
  university: 'university',
  universities: 'university',
  carer: 'carer',
  carers: 'carer',
  number: 'number',
  numbers: 'number',
  downs: 'downs',
  cans: 'cans',
  nos: 'nos',
  spirits: 'spirits',
  stoned: 'stoned',
  useful: 'useful',
  shifts: 'shifts',
  crowds: 'crowds',
  fitness: 'fitness',
  attendance: 'attendance',
  stiffness: 'stiffness',
  tearful: 'tearful',
  returner: 'returner',
  pots: 'pots',
  probation: 'probation',
  falls: 'falls',
  pensioner: 'pensioner',
  pensioners: 'pensioner',
  lonely: 'lonely',
  loneliness: 'lonely',
  fines: 'fines',
  scrapheap: 'scrapheap',
}
const stems = new Map(Object.entries(own))

/** What a word has in common with its other forms: 'evicted' and 'eviction' are both 'evict'. */
export function stem(word: string): string {
  let known = stems.get(word)
  if (known === undefined) {
    known = stemmer(word)
    if (stems.size < 200_000) stems.set(word, known)
  }
  return known
}

/**
 * The words of a text as stems, in order, without those that say nothing about the help wanted. Many a place is called a house
 * that has to do with no housing.
 */
export function tokens(text: string): string[] {
  return words(text)
    .filter((word) => !empty.has(word))
    .map((word) => (word === 'house' || word === 'houses' ? 'house' : stem(word)))
}
