import { expect } from 'chai'
import { inDanger, suggestsDanger } from '../../search/crisis.ts'
import { noIdea } from '../../search/likeness.ts'
import { lines, questions } from './asked.ts'

describe('Words that suggest danger', () => {
  it('are heard in everything that someone in danger has been thought to say', () => {
    const said = lines('search/words/examples/danger.txt')
    expect(said).to.have.lengthOf.at.least(800)
    expect(said.filter((words) => !suggestsDanger(words))).to.deep.equal([])
  })

  it('are not heard in what only sounds like it', () => {
    const said = lines('search/words/examples/no-danger.txt')
    expect(said).to.have.lengthOf.at.least(1500)
    expect(said.filter((words) => suggestsDanger(words))).to.deep.equal([])
  })

  it('are heard of someone who will kill, however that is written', () => {
    const said = ['he’ll kill me', "I think he'll kill me", 'scared hell kill me', 'they’ll kill me', 'he will kill me']
    expect(said.filter((words) => !suggestsDanger(words))).to.deep.equal([])
    expect(suggestsDanger('he’d kill me if he knew what I spent')).to.equal(false)
  })

  it('are heard in plain words, whatever stands between them or beside them', () => {
    const said = [
      'I want to. die',
      'i want to... die',
      'i want to (die)',
      'DSH x3 this week',
      'hoarding tablets',
      'refuge',
      'Women’s Aid',
      'samaritans',
      'victim of D.V.',
      'kipping in a doorway',
      'dossing on the streets',
      'unaliving',
      'su1cidal',
      "he's choking me",
      "nowhere to go, it's freezing",
      'grabbed by the neck',
      'got the pills out',
      'has started hitting out at me',
      'pt denies SI but has been hoarding tablets',
      'not suicidal last week but is now',
      "lost my brother to suicide and i've got the same rope",
      'bereaved by suicide and now i want to join him',
      "in debt and nobody will notice when i'm gone",
      "depressed and i've just sat in the garage with the engine running",
      "universal credit stopped so i've written my letters to the kids",
      'pt c/o low mood, has made will, given away dog',
    ]
    expect(said.filter((words) => !suggestsDanger(words))).to.deep.equal([])
  })

  it('are heard in other languages', () => {
    const said = [
      'chcę się zabić',
      'chce sie zabic',
      'samobójstwo',
      'mąż mnie bije',
      'je veux mourir',
      'vreau să mor',
      'dwi eisiau marw',
      'hunanladdiad',
      'quiero morir',
      'quiero suicidarme',
      'Me quiero matar!',
      'quero morrer',
      'mi marido me pega',
      'أريد أن أموت',
      'میں مرنا چاہتا ہوں',
      'আমি মরতে চাই',
      'Я хочу умереть',
      '我想死',
      '自杀',
    ]
    expect(said.filter((words) => !suggestsDanger(words))).to.deep.equal([])
  })

  it('are not heard in more that only sounds like it', () => {
    const said = [
      'they want to get rid of me at work',
      "i can't live on this",
      'paracetamol not touching my back',
      'debts are strangling me',
      'the debt is choking me',
      'hot flushes choking me',
      'my boss is going to kill me for being off',
      'my wife is going to kill me when she sees the bill',
      'the missus will murder me',
      'nowhere to go with my CV',
      'cant breathe mask at work',
      'hit my thumb with a hammer',
      'racist abuse at work',
      'abusive letters',
      'give blood',
      'is it painless',
      'stalking horse',
      'chcę uczyć się angielskiego',
    ]
    expect(said.filter((words) => suggestsDanger(words))).to.deep.equal([])
    const alarms = 'my husband is going to kill me when he gets home; abusive letters from my ex'
    expect(alarms.split('; ').filter((words) => !suggestsDanger(words))).to.deep.equal([])
  })

  it('are guessed at in what stands beside a plain word or a figure of speech, and in each sentence of a text', async () => {
    const asked: string[] = []
    const fearing = (fear: number) => ({
      guess: async (words: string) => {
        asked.push(words)
        return words.startsWith('i look at the beams') ? { kinds: [], danger: true, fear } : noIdea
      },
    })
    const beams = 'i look at the beams in the garage differently now'
    expect(await inDanger(`work is killing me and ${beams}`, fearing(0.7))).to.equal(true)
    expect(asked).to.deep.equal([beams])
    expect(await inDanger(`bailiffs at the door, ${beams}`, fearing(0.7))).to.equal(true)
    expect(await inDanger(`${'She has worked here for years. '.repeat(20)} ${beams}.`, fearing(0.7))).to.equal(true)
    expect(await inDanger(`bailiffs at the door, ${beams}`, fearing(0.55)), 'one of many').to.equal(false)
    asked.length = 0
    expect(await inDanger('work is killing me', fearing(0.7))).to.equal(false)
    expect(asked).to.deep.equal([])
    const late = (fear: number | null) => ({ guess: async () => null, fearSoFar: () => fear })
    expect(await inDanger(beams, late(null)), 'not known in time').to.equal(null)
    expect(await inDanger(beams, late(0.2)), 'not known in time').to.equal(null)
    expect(await inDanger(beams, late(0.7)), 'not known in time, but feared').to.equal(true)
  })

  it('are hardly ever heard in what people ask for', () => {
    const asked = questions('search/words/examples/kinds.txt').map(({ q }) => q)
    const heard = asked.filter((words) => suggestsDanger(words))
    expect(heard.length / asked.length, heard.join('; ')).to.be.at.most(0.01)
  })
})
