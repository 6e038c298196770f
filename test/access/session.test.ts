import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'chai'
import { password } from '../../seed/cast.ts'
import { mongoose } from '../../storage/mongoose.ts'
import { debtAdvice } from '../support/asha.ts'
import { siteAddress } from '../support/world.ts'

describe('A session', () => {
  it('is in the store before a browser can follow a redirect, however slow the store is', async () => {
    const site = await siteAddress()
    const post = (address: string, fields: Record<string, string>, cookie = '') =>
      fetch(site + address, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { cookie },
        redirect: 'manual',
      })
    const { _id, name } = await debtAdvice()
    const signedIn = await post('/sign-in', { email: 'grace@surgery.example', password })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!

    const sessions = mongoose.connection.getClient().db().collection('sessions')
    const prototype = Object.getPrototypeOf(sessions)
    const { updateOne } = prototype
    prototype.updateOne = async function (...given: unknown[]) {
      if (this.collectionName === 'sessions') await wait(150)
      return updateOne.apply(this, given)
    }
    try {
      // Its head is enough for a browser: the rest of the answer isn't waited for.
      const added = await post('/basket', { service: _id }, cookie)
      expect(added.status).to.equal(303)
      const next = await fetch(`${site}/basket`, { headers: { cookie } })
      expect(await next.text()).to.include(`${name} is in your basket.`)
    } finally {
      prototype.updateOne = updateOne
    }
  })

  it('is not begun for somebody who is only sent elsewhere', async () => {
    const sessions = mongoose.connection.collection('sessions')
    const before = await sessions.countDocuments()
    const sent = await fetch(`${await siteAddress()}/referrals`, { redirect: 'manual' })
    expect(sent.status).to.equal(303)
    expect(sent.headers.getSetCookie()).to.deep.equal([])
    expect(await sessions.countDocuments()).to.equal(before)
  })
})
