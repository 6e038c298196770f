import { expect } from 'chai'
import {
  clearOldDrafts,
  draftsOf,
  endDraft,
  findDraft,
  recentPeople,
  recentServices,
  saveDraft,
} from '../../lifecycle/drafts.ts'
import { Draft } from '../../models/draft.ts'
import { actor, aReferral, ready, sending } from './people.ts'

describe('Drafts', () => {
  before(ready)

  it('keep what was typed last for the user who typed it, and nobody else', async () => {
    const [lin, other] = [actor('Lin', 'Network', 'referrer'), actor('Other', 'Network', 'referrer')]
    await saveDraft(lin.user, 'k', ['a'], { firstName: 'Sa', 'safe.contact': 'x' })
    await saveDraft(lin.user, 'k', ['a', 'b'], { firstName: 'Sam' })
    expect((await draftsOf(lin.user)).map(({ services, values }) => [services, values])).to.deep.equal([
      [['a', 'b'], { firstName: 'Sam' }],
    ])
    expect(await findDraft(other.user, 'k')).to.equal(null)
    await endDraft(other.user, 'k')
    expect(await findDraft(lin.user, 'k')).not.to.equal(null)
    await endDraft(lin.user, 'k')
    expect(await draftsOf(lin.user)).to.deep.equal([])
  })

  it('are gone after 90 days without a touch', async () => {
    const { user } = actor('Lin', 'Network', 'referrer')
    await saveDraft(user, 'old', [], {})
    await saveDraft(user, 'new', [], {})
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000)
    await Draft.updateOne({ user, key: 'old' }, { $set: { updatedAt: ago(91) } }, { timestamps: false })
    await Draft.updateOne({ user, key: 'new' }, { $set: { updatedAt: ago(89) } }, { timestamps: false })
    await clearOldDrafts()
    expect((await draftsOf(user)).map(({ key }) => key)).to.deep.equal(['new'])
  })

  it('are helped by the people and services of late, each once, the newest first', async () => {
    const by = actor('Lin', 'Network', 'referrer')
    const person = (firstName: string) => ({ ...sending([]).person, firstName })
    await aReferral({ by, person: person('Ana'), at: new Date('2030-01-01') }, { name: 'One' })
    await aReferral({ by, person: person('Ben'), at: new Date('2030-01-02') }, { name: 'Two' })
    await aReferral({ by, person: person('Ana'), at: new Date('2030-01-03') }, { name: 'Three' })
    expect((await recentPeople(by.user)).map(({ person }) => person.firstName)).to.deep.equal(['Ana', 'Ben'])
    expect((await recentServices(by.user, 2)).map(({ name }) => name)).to.deep.equal(['Three', 'Two'])
  })
})
