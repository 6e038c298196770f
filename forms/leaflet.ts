import Joi from 'joi'

/** How details are given. */
export interface LeafletAnswers {
  by: 'print' | 'text' | 'email'
  /** A mobile number or an e-mail address; absent for print. */
  to?: string
  /** Only the name of the place, and the link. */
  discreet: boolean
}

const email = Joi.string()
  .trim()
  .empty('')
  .max(254)
  .email({ tlds: false })
  .required()
  .messages({ 'any.required': 'Enter an email address', '*': 'Enter an email address, like name@example.com' })
const mobile = Joi.string()
  .empty('')
  .replace(/[\s()-]/g, '')
  .pattern(/^(07|\+447)\d{9}$/)
  .required()
  .messages({ 'any.required': 'Enter a mobile number', '*': 'Enter a UK mobile number, like 07700 900123' })

/** How the details of a service are to be given: on paper, or to a number or address that is used once and not kept. */
export const leafletForm = Joi.object<LeafletAnswers>({
  by: Joi.string().valid('print', 'text', 'email').required().messages({ '*': 'Choose whether to text or email them' }),
  to: Joi.when('by', {
    switch: [
      // biome-ignore lint/suspicious/noThenProperty: Joi's own word
      { is: 'text', then: mobile },
      // biome-ignore lint/suspicious/noThenProperty: Joi's own word
      { is: 'email', then: email },
    ],
    otherwise: Joi.any().strip(),
  }),
  discreet: Joi.boolean().truthy('yes').empty('').default(false),
})
