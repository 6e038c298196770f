import { expect } from 'chai'
import { suggestsDanger } from '../../search/crisis.ts'

const danger = `
suicidal
feeling suicidle
i want to kill my self
I don’t want to be here anymore
dont want to be here any more
I want to end it all
end my life
no reason to live
my kids would be better off without me
wish I was dead
self harm
cutting myself again
she keeps cutting herself
took too many pills
I've taken all my tablets
overdose
my husband hits me
boyfriend hitting me and I have nowhere to go
he strangled me last night
domestic abuse
scared to go home
nowhere safe to go
nowhere to sleep tonight
sleeping rough tonight with my dog
kicked out, no bed tonight
I have been raped
thinking about suicide
sucidal thoughts
he is threatening to kill me
patient says she can't go on living
not suicidal before but now I want to die
wanna die
`
const noDanger = `
killing me at work
my job is killing me
my back is killing me
dying to get back to work
dying for a job
suicide bereavement support group
lost my son to suicide
bereaved by suicide
suicide prevention training for managers
redundancy hit me hard
this has really hit me financially
bored to death at home
dead end job
my boss will kill me if I am late
cutting my hours
I've been cutting myself off from everyone
hurt myself lifting boxes
beating myself up about it
drug abuse
alcohol abuse
economic abuse
abused as a child, want therapy
not suicidal just low
debt advice
want to get out of bed
at my wits end with these bills
rough sleepers outreach volunteering
back pain
painkillers
I would kill for a job
not sleeping
stop smoking
`
const each = (list: string) => list.trim().split('\n')

describe('Words that suggest danger', () => {
  for (const words of each(danger)) {
    it(`are heard in “${words}”`, () => {
      expect(suggestsDanger(words)).to.equal(true)
    })
  }
  for (const words of each(noDanger)) {
    it(`are not heard in “${words}”`, () => {
      expect(suggestsDanger(words)).to.equal(false)
    })
  }
})
