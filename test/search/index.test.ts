import { expect } from 'chai'
import { Service } from '../../models/service.ts'
import { criteriaFor } from '../../search/criteria.ts'
import { buildIndex, catchUp, followChanges, indexReady, reindex } from '../../search/index.ts'
import { search } from '../../search/search.ts'
import { services as patchServices } from '../../seed/services/index.ts'
import { theApp } from '../support/world.ts'
import { aService } from './some-services.ts'

const found = async (q: string) =>
  (await search(criteriaFor({ q, exact: true }))).results.map(({ id }) => id).filter((id) => id.startsWith('quokka'))

describe('The search index', () => {
  before(async () => {
    await theApp()
    await buildIndex()
  })
  afterEach(async () => {
    await Service.deleteMany({ _id: /^quokka/ })
    await catchUp()
  })
  const insert = (id: string, given: Partial<Service> = {}) => {
    const {
      createdAt: _,
      updatedAt: __,
      ...service
    } = aService({ _id: `quokka-${id}`, name: `Quokka ${id}`, ...given })
    return Service.create(service)
  }

  it('is ready once built', () => {
    expect(indexReady()).to.equal(true)
  })

  it('hears of what another process added, changed, unpublished, published and deleted', async () => {
    await insert('one')
    await insert('two')
    expect(await found('quokka')).to.deep.equal([])
    await catchUp()
    expect(await found('quokka')).to.have.members(['quokka-one', 'quokka-two'])

    await Service.updateOne({ _id: 'quokka-one' }, { name: 'Wombat one' })
    await catchUp()
    expect(await found('quokka')).to.deep.equal(['quokka-two'])
    expect(await found('wombat')).to.deep.equal(['quokka-one'])

    await Service.updateOne({ _id: 'quokka-two' }, { status: 'inactive' })
    await catchUp()
    expect(await found('quokka')).to.deep.equal([])

    await Service.updateOne({ _id: 'quokka-two' }, { status: 'active' })
    await Service.deleteOne({ _id: 'quokka-one' })
    await insert('three')
    await catchUp()
    expect(await found('quokka')).to.have.members(['quokka-two', 'quokka-three'])
    expect(await found('wombat')).to.deep.equal([])
  })

  it('hears of two changes in one moment', async () => {
    await insert('one')
    await catchUp()
    const { updatedAt } = (await Service.findById('quokka-one').lean())!
    await Service.updateOne({ _id: 'quokka-one' }, { name: 'Wombat one', updatedAt }, { timestamps: false })
    await catchUp()
    expect(await found('wombat')).to.deep.equal(['quokka-one'])
  })

  it('hears of a change written by a process whose clock is behind', async () => {
    await insert('one')
    await catchUp()
    const behind = new Date(Date.now() - 30_000)
    await Service.updateOne({ _id: 'quokka-one' }, { name: 'Wombat one', updatedAt: behind }, { timestamps: false })
    await catchUp()
    expect(await found('wombat')).to.deep.equal(['quokka-one'])
  })

  it('takes in its own process’s change at once, and a missing service without trouble', async () => {
    await insert('one')
    await reindex(['quokka-one', 'quokka-none'])
    expect(await found('quokka')).to.deep.equal(['quokka-one'])
  })

  it('follows changes by itself until told to stop', async () => {
    const stop = followChanges(20)
    await insert('one')
    for (let tries = 0; tries < 100 && (await found('quokka')).length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    stop()
    expect(await found('quokka')).to.deep.equal(['quokka-one'])
  })

  it('never shows what is not published', async () => {
    await insert('one', { status: 'defunct' })
    await insert('two', { status: 'temporarily closed' })
    await buildIndex()
    expect(await found('quokka')).to.deep.equal(['quokka-two'])
  })

  it('answers for the words alone when the place can’t be found, and says so', async () => {
    const answer = await search(criteriaFor({ q: 'bailiffs', place: 'ZZ9 9ZZ', within: 5 }))
    expect(answer.errors.place).to.include('ZZ9 9ZZ')
    expect(answer.place).to.equal(null)
    expect(answer.results[0]!.kinds).to.include('debt-advice')
  })

  it('takes a place out of the words when a place field says where, and stays where that says', async () => {
    const among = await search(criteriaFor({ q: 'debt advice in Mansfield' }))
    const twice = await search(criteriaFor({ q: 'debt advice in Mansfield', place: 'Mansfield' }))
    expect(twice).to.include({ total: among.total }).and.have.nested.property('place.name', 'Mansfield')
    const elsewhere = await search(criteriaFor({ q: 'debt advice in Mansfield', place: 'BS2' }))
    const alone = await search(criteriaFor({ q: 'debt advice', place: 'BS2' }))
    expect(elsewhere.results.map(({ id }) => id)).to.deep.equal(alone.results.map(({ id }) => id))
    expect(elsewhere).to.have.nested.property('place.name', 'BS2')

    const asked = await search(criteriaFor({ q: 'walking group in Carlton' }))
    expect(asked.placeChoices).not.to.deep.equal([])
    for (const { value } of asked.placeChoices) {
      const chosen = await search(criteriaFor({ q: 'walking group in Carlton', place: value }))
      expect(chosen.understood, value).to.deep.equal(asked.understood)
    }
  })

  it('asks for a place when a distance is given without one, and for a known area', async () => {
    const { errors } = await search(criteriaFor({ within: 5, area: ['X00'] }))
    expect(errors).to.have.all.keys('within', 'area')
  })

  it('says what it understood, and nothing when only the words are to be searched', async () => {
    const { understood } = await search(criteriaFor({ q: 'bailiffs at the door' }))
    expect(understood).to.deep.equal({ kinds: ['debt-advice'], phrase: 'bailiffs at the door', guessed: false })
    expect((await search(criteriaFor({ q: 'bailiffs at the door', exact: true }))).understood).to.equal(null)
  })

  it('looks neither for the kind nor for the words that are denied, and says so when nothing else is said', async () => {
    const { understood, results } = await search(criteriaFor({ q: 'I am not in debt but I can’t sleep' }))
    expect(understood).to.deep.equal({ kinds: ['talking-therapies'], phrase: 'can’t sleep', guessed: false })
    expect(results.filter(({ kinds }) => kinds.includes('debt-advice'))).to.deep.equal([])
    const only = await search(criteriaFor({ q: 'I’m not in debt' }))
    expect(only.understood).to.deep.include({ kinds: [], besides: ['debt-advice'] })
    const [all, debt] = await Promise.all([{}, { kind: ['debt-advice' as const] }].map((c) => search(criteriaFor(c))))
    expect(only.total).to.equal(all!.total - debt!.total)
    expect(only.facets.kind!['debt-advice']).to.equal(0)
    const written = await search(criteriaFor({ q: 'not in debt', exact: true }))
    expect(written.understood).to.equal(null)
    expect(written.total).to.be.greaterThan(0).and.lessThan(only.total)
  })

  it('keeps what is meant beside what is denied, across the clauses of a sentence', async () => {
    const { understood } = await search(criteriaFor({ q: 'not autistic, just need a job' }))
    expect(understood?.kinds).to.include('vcs-employment').and.not.include('supported-employment')
  })

  it('finds every open service of the patch first by its whole name, and those of an organisation by its name', async () => {
    // Of the patch: other tests make hundreds of one name.
    const patch = patchServices(new Date()).filter(({ status }) => status === 'active')
    const missed = []
    for (const { name } of patch) {
      const { results } = await search(criteriaFor({ q: name }))
      if (results[0]?.name !== name) missed.push(`${name}: ${results[0]?.name}`)
    }
    expect(missed).to.deep.equal([])
    for (const organisation of ['South Notts Wellbeing Links', 'Filwood Tool Shed', 'Bathampton Supported Work']) {
      expect((await search(criteriaFor({ q: organisation }))).results[0]!.organisation).to.equal(organisation)
    }
  })

  it('puts urgent help first whatever else is asked', async () => {
    expect((await search(criteriaFor({ q: 'suicidle in bristol', exact: true }))).urgent).to.equal(true)
    expect((await search(criteriaFor({ q: 'work is killing me' }))).urgent).to.equal(false)
  })

  it('shows every service of a search once, over all its pages', async () => {
    const ids: string[] = []
    for (let page = 1, pages = 1; page <= pages; page++) {
      const answer = await search(criteriaFor({ q: 'debt and drinking and depressed', place: 'BS5', page }))
      ids.push(...answer.results.map(({ id }) => id))
      pages = answer.pages
    }
    const { total } = await search(criteriaFor({ q: 'debt and drinking and depressed', place: 'BS5' }))
    expect(ids.length).to.equal(total).and.greaterThan(20)
    expect(new Set(ids).size).to.equal(total)
  })

  it('explains the points of each result when asked', async () => {
    const { results } = await search(criteriaFor({ q: 'bailiffs', place: 'BS2' }), { explain: true })
    expect(results[0]!.explanation).to.have.all.keys(
      ...['words', 'distance', 'covers', 'open', 'wait', 'checked', 'overdue', 'closed'],
    )
  })
})
