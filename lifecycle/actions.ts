import type { Referral } from '../models/referral.ts'
import { dayOf } from './clocks.ts'
import { type Mover, partiesOf } from './party.ts'
import { reasonsFor } from './reasons.ts'
import { fieldsFor, type Step, type StepName, steps, stepsFrom } from './steps.ts'
import { refusal } from './take-step.ts'

/** A step that may be taken now: what its form needs. */
export interface Action extends Pick<Step, 'label' | 'question' | 'hint' | 'final'> {
  name: StepName
  fields: NonNullable<Step['fields']>
  /** Empty when the step asks for none. */
  reasons: ReturnType<typeof reasonsFor>
  /** A button is all it takes. */
  simple: boolean
}

/** The steps that somebody may take on a referral now: what `takeStep` would accept from them, and nothing else. */
export function actionsFor(referral: Referral, mover: Mover, at = new Date()): Action[] {
  const parties = partiesOf(referral, mover)
  return stepsFrom(referral.status)
    .filter((name) => refusal(referral, name, parties, at) === null)
    .map((name) => {
      const { by, label, question, hint, final, reasons } = steps[name]
      const fields = fieldsFor(name, referral, by.find((party) => parties.includes(party))!)
      return {
        name,
        label,
        question,
        hint,
        final,
        fields,
        reasons: reasons ? reasonsFor(reasons, parties, referral.kinds, dayOf(at)) : [],
        simple: !reasons && fields.length === 0,
      }
    })
}
