import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { root } from '../../config.ts'
import { log } from '../../log.ts'
import { type Criteria, criteriaFor } from '../../search/criteria.ts'
import { Guesser } from '../../search/guess.ts'
import { type Guess, noIdea } from '../../search/likeness.ts'
import { guesser, search } from '../../search/search.ts'
import { wellReadGuesser } from '../support/well-read.ts'
import { theApp, visitor } from '../support/world.ts'

const wellRead = wellReadGuesser()

/** What no vocabulary has thought of. */
const unknown = 'it is like a grey fog rolling over me'

const script = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`)
const silent = script(`
  import { parentPort } from 'node:worker_threads'
  parentPort.postMessage({ ready: true })
  setInterval(() => {}, 1000)
`)
const broken = script(`import 'no-such-package'`)

async function until(happened: () => boolean) {
  for (let i = 0; i < 1000 && !happened(); i++) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(happened()).to.equal(true)
}

describe('Guessing at words that the vocabulary does not know', () => {
  const started: Guesser[] = []
  const aGuesser = (patience?: number) => {
    const made = new Guesser({ patience })
    started.push(made)
    return made
  }
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.stop()))
  })

  it('finds the kinds of support that they are most like', async function () {
    this.timeout(300_000)
    const real = await wellRead
    const kinds = (guess: Guess | null) => guess?.kinds.map(({ kind }) => kind)
    expect(kinds(await real.guess(unknown))).to.include('talking-therapies')
    expect(kinds(await real.guess('too frightened to open the post about what is owed'))).to.include('debt-advice')
    expect(kinds(await real.guess('zzxq flurble wongle'))).to.deep.equal([])
  })

  it('has no idea until it is started', async () => {
    expect(await aGuesser().guess(unknown)).to.deep.equal(noIdea)
  })

  it('is not waited for when it takes too long', async () => {
    const slow = aGuesser(30)
    slow.start(undefined, silent)
    await until(() => slow.ready)
    const began = performance.now()
    expect(await slow.guess(unknown)).to.equal(null)
    expect(performance.now() - began).to.be.lessThan(1000)
  })

  it('is waited for by as many as have the patience', async () => {
    const slow = aGuesser(30)
    slow.start(undefined, silent)
    await until(() => slow.ready)
    const asked = Array.from({ length: 30 }, (_, i) => slow.guess(`${unknown} ${i}`, { patience: 1500 }))
    expect(await slow.guess(unknown), 'too many before').to.equal(null)
    const first = await Promise.race([...asked, new Promise((resolve) => setTimeout(resolve, 300, 'waiting'))])
    expect(first).to.equal('waiting')
    expect(await Promise.all(asked)).to.include(null)
  })

  it('is done without, and said once, when it can’t be loaded', async () => {
    const warned: unknown[] = []
    const { warn } = log
    log.warn = (...words: unknown[]) => warned.push(words)
    try {
      const bad = aGuesser()
      bad.start(undefined, broken)
      await until(() => warned.length > 0)
      await until(() => !bad.running)
      expect(await bad.guess(unknown)).to.deep.equal(noIdea)
      expect(await bad.guess('something else again')).to.deep.equal(noIdea)
    } finally {
      log.warn = warn
    }
    expect(warned).to.have.lengthOf(1)
  })

  it('does not keep the process from ending', () => {
    const code = `
      const { Guesser } = await import('./dist/search/guess.js')
      new Guesser().start()
      setTimeout(() => console.log('done'), 200)
    `
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, timeout: 20_000 })
    expect(String(ended.stdout)).to.include('done')
    expect(ended.status).to.equal(0)
  })
})

describe('A search that may be guessed at', () => {
  let asked: string[] = []
  let guess: Guess | null = noIdea
  const real = guesser.guess
  const ask = (criteria: Partial<Criteria>) => search(criteriaFor(criteria))
  before(async () => {
    await theApp()
    guesser.start(undefined, silent)
    guesser.guess = async (words) => {
      asked.push(words)
      return guess
    }
  })
  beforeEach(() => {
    asked = []
    guess = { kinds: [{ kind: 'volunteering', weight: 1 }], danger: false, fear: 0 }
  })
  after(async () => {
    guesser.guess = real
    await guesser.stop()
  })

  it('shows what was guessed, less surely, and the words alone when asked for', async () => {
    const answer = await ask({ q: unknown })
    expect(answer.understood).to.deep.equal({ kinds: ['volunteering'], phrase: unknown, guessed: true })
    expect(answer.results[0]!.kinds).to.include('volunteering')
    const { text } = await (await visitor()).get(`/services?q=${unknown.replaceAll(' ', '+')}`)
    expect(text)
      .to.include('We’re not sure what you mean')
      .and.match(/<a href="\/services\?kind&#x3D;volunteering">Volunteering<\/a>/)
    expect(text).to.match(/exact&#x3D;yes">Search for just the words instead/)
    expect((await ask({ q: unknown, exact: true })).understood).to.equal(null)
  })

  it('puts urgent help first when they are like what someone in danger says, for the words alone too', async () => {
    guess = { kinds: [{ kind: 'housing-advice', weight: 1 }], danger: true, fear: 1 }
    for (const exact of [false, true]) {
      expect(await ask({ q: unknown, exact }), `exact: ${exact}`).to.include({ urgent: true, provisional: false })
    }
    expect((await ask({ q: unknown })).understood?.kinds).to.deep.equal(['housing-advice'])
    expect((await ask({ q: 'killing me at work like a grey fog' })).urgent, 'a figure of speech').to.equal(false)
  })

  it('is forgotten when it is like what someone in danger says', async () => {
    const forgotten: string[] = []
    guesser.forget = (words) => forgotten.push(words)
    try {
      await ask({ q: 'it is a quiet grey fog' })
      expect(forgotten).to.deep.equal([])
      guess = { kinds: [], danger: true, fear: 1 }
      await ask({ q: 'there is such a grey fog in Bedminster' })
      expect(new Set(forgotten)).to.deep.equal(
        new Set(['there is such a grey fog in Bedminster', 'there is such a grey fog']),
      )
    } finally {
      Reflect.deleteProperty(guesser, 'forget')
    }
  })

  it('is nothing to remark on where it agrees with the vocabulary', async () => {
    guess = { kinds: [{ kind: 'debt-advice', weight: 1 }], danger: false, fear: 0 }
    const { understood } = await ask({ q: 'bailiffs and a grey fog rolling over' })
    expect(understood).to.deep.include({ guessed: false, phrase: 'bailiffs' })
  })

  it('is not asked of anyone when the vocabulary is sure', async () => {
    for (const q of ['bailiffs at the door', 'cbt', 'my back goes every time I lift', '']) await ask({ q })
    expect(asked).to.deep.equal([])
  })

  it('is not asked of anyone when the words suggest danger', async () => {
    const { urgent, understood } = await ask({ q: 'grey fog and I want to die' })
    expect({ urgent, understood }).to.deep.include({ urgent: true })
    expect(understood?.guessed ?? false).to.equal(false)
    expect(asked).to.deep.equal([])
  })

  it('is not asked of anyone when a service or its organisation is named', async () => {
    const { name, organisation } = (await ask({ kind: ['physio-first'] })).results[0]!
    for (const q of [name, organisation]) {
      asked = []
      const { results } = await ask({ q })
      expect(results[0], q).to.include(q === name ? { name } : { organisation })
      expect(asked, q).to.deep.equal([])
    }
  })

  it('leaves out what is denied', async () => {
    await ask({ q: 'not in debt, like a grey fog over me' })
    expect(asked.at(-1)).to.include('grey fog').and.not.include('debt')
  })

  it('is answered without a guess that comes too late, and not kept', async () => {
    guess = null
    const answer = await ask({ q: unknown })
    expect(answer).to.include({ provisional: true, understood: null })
    const { headers } = await (await visitor()).get('/services?q=grey+fog+rolling+by').expect(200)
    expect(headers['cache-control']).to.equal('no-store')
    guess = noIdea
    const settled = await (await visitor()).get('/services?q=grey+fog+rolling+by').expect(200)
    expect(settled.headers['cache-control']).not.to.equal('no-store')
  })
})
