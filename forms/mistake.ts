import Joi from 'joi'
import { readReference } from '../lifecycle/reference.ts'

/** Which referral was entered in error; why is held to the step's own rules in lifecycle/take-step. */
export const mistakeForm = Joi.object<{ reference: string; reason?: string; comment?: string }>({
  reference: Joi.string()
    .custom((typed: string, helpers) => readReference(typed) ?? helpers.error('any.invalid'))
    .required()
    .messages({ '*': 'Enter the whole reference, like K7MR-4TXD: check it with whoever told you' }),
  reason: Joi.string().empty('').max(50).messages({ '*': 'Choose a reason from the list' }),
  comment: Joi.string().trim().empty('').max(1000).messages({ '*': 'Use 1,000 characters or fewer' }),
})
