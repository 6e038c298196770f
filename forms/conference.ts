import Joi from 'joi'
import { type ConsentWay, consentWays } from '../models/support-request.ts'

/** Naming somebody in the team of a case conference: whom, and that the person agrees. */
export const memberForm = Joi.object<{ user: string; agreed: true; consentHow: ConsentWay }>({
  user: Joi.string().hex().length(24).required().messages({ '*': 'Choose who joins the team' }),
  agreed: Joi.boolean()
    .truthy('yes')
    .valid(true)
    .required()
    .messages({ '*': 'Ask the person first: you can only do this when they have agreed' }),
  consentHow: Joi.string()
    .valid(...Object.keys(consentWays))
    .required()
    .messages({ '*': 'Choose how they said yes' }),
})
