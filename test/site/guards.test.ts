import { expect } from 'chai'
import { routes } from '../../routes/index.ts'
import { routeList } from '../support/route-list.ts'
import { visitor } from '../support/world.ts'

/** What anyone may ask for. Whatever isn't here asks who you are first. */
const open = [
  'get /',
  'get /privacy',
  'get /accessibility',
  'get /health/live',
  'get /health/ready',
  'get /sign-in',
  'post /sign-in',
  'post /sign-out',
  'get /services',
  'get /services.json',
  'get /services/points.json',
  'get /services/:id',
  'get /services/:id/leaflet',
  'post /services/:id/leaflet',
  'get /areas/:code/boundary',
  'get /services/:id/self-referral',
  'post /services/:id/self-referral',
  'get /services/:id/self-referral/sent',
  'get /track',
  'post /track',
  'get /track/referral',
  'post /track/referral/steps',
  'get /track/referral/appointments/:id/calendar.ics',
  'post /track/referral/appointments/:id',
  'post /track/referral/reminders',
  'post /track/referral/follow-ups',
  'post /track/referral/messages',
  'post /track/referral/feedback',
  'post /track/referral/others',
  'post /track/leave',
  'get /decide/referral',
  'post /decide/referral/steps',
  'post /decide/referral/appointments',
  'post /decide/referral/appointments/:id',
  'post /decide/referral/follow-ups',
  'post /decide/referral/messages',
  'get /decide/:token',
  'post /decide/:token/code',
  'post /decide/:token/another',
  'post /decide/:token',
]

describe('Every address', () => {
  it('asks who you are unless it is on the short public list', async () => {
    const guarded = routeList(routes).filter(({ method, path }) => !open.includes(`${method} ${path}`))
    expect(guarded).to.not.be.empty
    const agent = await visitor()
    for (const { method, path } of guarded) {
      const address = path.replace(/:\w+/g, 'x')
      const answer = await (method === 'post' ? agent.post(address) : agent.get(address))
      const asked = answer.status === 401 || /^\/sign-in/.test(answer.headers.location ?? '')
      expect(asked, `${method} ${path} answered ${answer.status}`).to.equal(true)
    }
  })

  it('is on the public list only if it exists', () => {
    const known = routeList(routes).map(({ method, path }) => `${method} ${path}`)
    expect(known).to.include.members(open)
  })

  it('is in plain lower-case words with hyphens', () => {
    for (const { path } of routeList(routes)) expect(path).to.match(/^(\/(:[a-z]\w*|[a-z0-9.-]+))*\/?$/)
  })
})
