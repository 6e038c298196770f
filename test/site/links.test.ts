import { expect } from 'chai'
import { signIn, visitor } from '../support/world.ts'

const mostPages = 120
// A search page links to every other search: a few of each address are enough.
const mostOfAPath = 3

/** Follows every internal link from the home page; an address of more than a few shapes is sampled. */
async function walk(agent: Awaited<ReturnType<typeof visitor>>) {
  const seen = new Set(['/'])
  const perShape = new Map<string, number>()
  const broken: string[] = []
  const queue = ['/']
  while (queue.length && seen.size < mostPages) {
    const page = queue.shift() as string
    const answer = await agent.get(page)
    if (answer.status >= 400) broken.push(`${page} answered ${answer.status}`)
    for (const [, href] of (answer.text ?? '').matchAll(/<a [^>]*href="(\/[^"]*)/g)) {
      const address = href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=').replace(/#.*/, '')
      const shape = address.replace(/\?.*/, '').replace(/[0-9a-f-]{24,}|[A-Z0-9-]{8,}/g, ':id')
      const count = perShape.get(shape) ?? 0
      if (seen.has(address) || count >= mostOfAPath) continue
      perShape.set(shape, count + 1)
      seen.add(address)
      queue.push(address)
    }
  }
  return { seen, broken }
}

describe('Every link inside the site leads somewhere', () => {
  const readers: [string, () => ReturnType<typeof visitor>][] = [
    ['a visitor', visitor],
    ['a GP', () => signIn('grace@surgery.example')],
    ['a debt adviser', () => signIn('tariq@debt.example')],
    ['the hub', () => signIn('hana@hub.example')],
    ['a curator', () => signIn('cora@council.example')],
  ]
  for (const [reader, enter] of readers) {
    it(`for ${reader}`, async function () {
      this.timeout(60_000)
      const { seen, broken } = await walk(await enter())
      expect(broken).to.deep.equal([])
      expect(seen.size).to.be.greaterThan(10)
    })
  }
})
