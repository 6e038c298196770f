import type { Agent } from 'supertest'

/** Every page of a list, as one. */
export async function whole(agent: Agent, address: string) {
  let text = ''
  for (let page = 1; ; page++) {
    const answer = await agent.get(`${address}${address.includes('?') ? '&' : '?'}page=${page}`).expect(200)
    text += answer.text
    if (!answer.text.includes('rel="next"')) return text
  }
}
