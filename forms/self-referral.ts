import Joi from 'joi'
import { consentTextVersion } from '../lifecycle/consent.ts'
import type { SupportRequest } from '../models/support-request.ts'
import { needOf, type PersonAndNeed, personAndNeed, personOf, type Read, readQuestions } from './support-request.ts'

/** What someone says of themselves when they ask for help without anyone in between. */
export type SelfReferralAnswers = Pick<SupportRequest, 'person' | 'need'> & {
  key: string
  consent: Omit<SupportRequest['consent'], 'at' | 'recordedBy'>
}

const { nhsNumber: _notAsked, urgency: _neither, ...questions } = personAndNeed('you')
const schema = Joi.object<PersonAndNeed & { key: string; consent: true }>({
  ...questions,
  key: Joi.string().guid().required().messages({ '*': 'This form has lost its key. Send it again' }),
  consent: Joi.boolean()
    .truthy('yes')
    .valid(true)
    .required()
    .messages({ '*': 'Tick to say that we may share this with the service' }),
})

/** Reads the form with which someone refers themselves. */
export function readSelfReferral(body: unknown): Read<SelfReferralAnswers> {
  const { values, data, errors } = readQuestions(schema, body)
  if (!data) return { values, data, errors }
  const consent = { givenBy: 'self' as const, how: 'online' as const, textVersion: consentTextVersion }
  const need = needOf({ ...data, urgency: 'routine' })
  return { values, errors: null, data: { key: data.key, person: personOf(data), need, consent } }
}
