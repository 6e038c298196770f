import path from 'node:path'
import { expect } from 'chai'
import express from 'express'
import { engine } from 'express-handlebars'
import supertest from 'supertest'
import { root } from '../../config.ts'
import { errors } from '../../routes/errors.ts'
import * as helpers from '../../views/helpers.ts'
import { visitor } from '../support/world.ts'

describe('When something goes wrong', () => {
  it('a page that isn’t there says so, and where to go', async () => {
    const answer = await (await visitor()).get('/no-such-page')
    expect(answer.status).to.equal(404)
    expect(answer.text).to.include('Page not found').and.include('href="/services"')
  })

  it('an unreadable body is a 400 and one too large a 413, not a 500', async () => {
    const agent = await visitor()
    expect((await agent.post('/sign-in').type('json').send('{"email":')).status).to.equal(400)
    expect(
      (
        await agent
          .post('/sign-in')
          .type('form')
          .send(`email=${'x'.repeat(200_000)}`)
      ).status,
    ).to.equal(413)
  })

  it('an address that can’t be decoded is a 400', async () => {
    expect((await (await visitor()).get('/services/%E0%A4%A')).status).to.equal(400)
  })

  it('a fault of ours tells nothing of how it came about', async () => {
    const app = express()
    app.set('views', path.join(root, 'views')).set('view engine', 'hbs')
    app.engine('hbs', engine({ extname: 'hbs', helpers }))
    app.get('/', () => {
      throw new Error('connect ECONNREFUSED db.internal: Sam Jones')
    })
    app.use(errors)
    const answer = await supertest(app).get('/').set('Accept', 'text/html')
    expect(answer.status).to.equal(500)
    expect(answer.text)
      .to.include('Sorry, something went wrong')
      .and.not.match(/Sam Jones|ECONNREFUSED|db\.internal|\bat .*\.[jt]s/)
  })
})
