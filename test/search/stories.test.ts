import { expect } from 'chai'
import type { Guess } from '../../search/likeness.ts'
import { tellsOfDanger } from '../../search/stories.ts'

/** A guesser that fears the sentences with a word in them, or has no answer in time. */
function aGuesser(fears: string, { late = false, running = true } = {}) {
  const asked: { words: string; kept: boolean }[] = []
  const guess = async (words: string, { kept = true } = {}): Promise<Guess | null> => {
    asked.push({ words, kept })
    return late
      ? null
      : {
          kinds: [],
          danger: words.includes(fears),
          fear: words.includes('name') ? 0.9 : words.includes(fears) ? 0.5 : 0,
        }
  }
  return { asked, guess, running, complete: true }
}

describe('A story that tells of danger', () => {
  it('is heard by its phrases, without asking anyone', async () => {
    const by = aGuesser('fog')
    expect(await tellsOfDanger('Lost her job in May. She says she will kill herself.', by)).to.equal(true)
    expect(by.asked).to.deep.equal([])
  })

  it('is heard by what one of its sentences is like, which are asked about one by one and not kept', async () => {
    const by = aGuesser('fog')
    const story = 'Worked at the quarry for years.\nThe fog has my name on it now. A neighbour drove him in.'
    expect(await tellsOfDanger(story, by)).to.equal(true)
    expect(by.asked.map(({ words }) => words)).to.include('The fog has my name on it now.')
    expect(by.asked.every(({ kept }) => !kept)).to.equal(true)
    expect(await tellsOfDanger('Came in today. Some fog in what he says.', by), 'less likely, of several').to.equal(
      false,
    )
    const before = by.asked.length
    expect(await tellsOfDanger(story, by), 'heard before').to.equal(true)
    expect(by.asked).to.have.lengthOf(before)
  })

  it('is not heard in a figure of speech, nor guessed at where the guesser is off', async () => {
    const by = aGuesser('work')
    expect(await tellsOfDanger('The commute is killing me at work.', by)).to.equal(false)
    const off = aGuesser('grey', { running: false })
    expect(await tellsOfDanger('It is all one grey blanket lately.', off)).to.equal(false)
    expect(off.asked).to.deep.equal([])
  })

  it('is asked about again when there was no answer in time', async () => {
    const story = 'A grey blanket lies over everything lately.'
    expect(await tellsOfDanger(story, aGuesser('grey', { late: true }))).to.equal(false)
    expect(await tellsOfDanger(story, aGuesser('grey'))).to.equal(true)
  })
})
