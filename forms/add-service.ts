import Joi from 'joi'
import type { Addition } from '../lifecycle/add-service.ts'
import { relationshipMissing } from '../lifecycle/consent.ts'
import { consentWays } from '../models/support-request.ts'

/** Sending somebody's story to one service more. */
export const addServiceForm = Joi.object<Addition>({
  service: Joi.string().max(100).required().messages({ '*': 'Choose a service' }),
  first: Joi.string().empty('').hex().length(24).messages({ '*': 'Choose when to send it' }),
  consent: Joi.string()
    .valid(...Object.keys(consentWays))
    .required()
    .messages({ '*': 'Choose how the person said yes: what they told you goes to another organisation' }),
  representative: Joi.string().trim().empty('').max(120).messages({ '*': 'Name must be 120 characters or fewer' }),
  relationship: Joi.string()
    .trim()
    .empty('')
    .max(80)
    .messages({ '*': 'Relationship must be 80 characters or fewer' })
    .when('representative', {
      is: Joi.exist(),
      // biome-ignore lint/suspicious/noThenProperty: Joi's own word
      then: Joi.required().messages({ 'any.required': relationshipMissing }),
    }),
})
