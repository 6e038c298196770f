import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { root } from '../../config.ts'
import { type Kind, kindCodes } from '../../models/kind.ts'
import { Catalogue } from '../../search/catalogue.ts'
import { dangerIn, inDanger } from '../../search/crisis.ts'
import { criteriaFor } from '../../search/criteria.ts'
import type { Guesser } from '../../search/guess.ts'
import { asItStands, isNamed, withGuess } from '../../search/meaning.ts'
import { plain } from '../../search/tokens.ts'
import { read } from '../../search/understand.ts'
import { services } from '../../seed/services/index.ts'
import { wellReadGuesser } from '../support/well-read.ts'
import { lines, measured, places, questions } from './asked.ts'

const wellRead = wellReadGuesser()

/**
 * What the vocabulary has not been written from and the guesser has not learned: how well search understands what nobody here has
 * said before. Neither is mended for a sentence of these files, the plainer and those told sideways: it joins the examples first, and a new one takes its place.
 */
describe('What nobody has said before', () => {
  let guesser: Guesser
  let catalogue: Catalogue
  before(async function () {
    this.timeout(600_000)
    const now = new Date()
    catalogue = await Catalogue.build(services(now).map((service) => ({ ...service, createdAt: now, updatedAt: now })))
    guesser = await wellRead
  })

  const found = async (asked: ReturnType<typeof questions>) => {
    expect(new Set(asked.flatMap(({ wanted }) => wanted))).to.deep.equal(new Set<Kind>(kindCodes))
    const answers = []
    for (const { q, wanted } of asked) {
      const known = read(q)
      const answer = (meaning: typeof known.meaning, place: (typeof places)[number]) =>
        catalogue.answer({ criteria: criteriaFor({ q }), meaning, place }).results
      const settled = known.sure || dangerIn(q) === 'danger' || isNamed(q, answer(known.meaning, null)[0])
      const { meaning } = settled ? asItStands(known) : await withGuess(known, guesser)
      for (const place of places) answers.push({ q, wanted, place, results: answer(meaning, place) })
    }
    return measured(answers)
  }

  it('is in no example', () => {
    const files = (folder: string) => readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.txt'))
    const words = (folder: string) =>
      files(folder).flatMap((file) => lines(path.join(folder, file)).map((line) => plain(line.split('=>')[0]!)))
    const learned = new Set(words('search/words/examples'))
    expect(words('test/search').filter((said) => learned.has(said))).to.deep.equal([])
  })

  it('finds a right kind of help among the first three for 95 % of questions', async () => {
    const { third, missed } = await found(questions('test/search/relevance.txt'))
    expect(third, missed.join('; ')).to.be.at.least(0.95)
  })

  it('finds it for nine in ten that are told by their consequence alone', async () => {
    const { third, missed } = await found(questions('test/search/sideways.txt'))
    expect(third, missed.join('; ')).to.be.at.least(0.9)
  })

  it('hears danger in nearly all of what someone in danger says, and in little else however alarming', async () => {
    const hears = (words: string) => inDanger(words, guesser)
    const share = async (file: string) => {
      const said = lines(file).map((line) => line.split(' => ')[0]!)
      const heard: string[] = []
      for (const words of said) if (await hears(words)) heard.push(words)
      console.log(`      ${file}: heard in ${heard.length} of ${said.length}`)
      return { heard, unheard: said.filter((words) => !heard.includes(words)), share: heard.length / said.length }
    }
    const danger = await share('test/search/danger.txt')
    expect(danger.share, danger.unheard.join('; ')).to.be.at.least(0.9)
    const none = await share('test/search/no-danger.txt')
    expect(none.share, none.heard.join('; ')).to.be.at.most(0.06)
    const asked = await share('test/search/relevance.txt')
    expect(asked.share, asked.heard.join('; ')).to.be.at.most(0.01)
    const sideways = await share('test/search/sideways.txt')
    expect(sideways.share, sideways.heard.join('; ')).to.be.at.most(0.07)
  })
})
