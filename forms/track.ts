import Joi from 'joi'

/** The reference and the code on the paper that someone kept, as they type them: case and spacing don't matter. */
export const trackForm = Joi.object({
  reference: Joi.string()
    .trim()
    .empty('')
    .uppercase()
    .max(30)
    .required()
    .messages({ '*': 'Enter the reference, like the one on your confirmation' }),
  code: Joi.string()
    .trim()
    .empty('')
    .uppercase()
    .max(30)
    .required()
    .messages({ '*': 'Enter the code that came with the reference' }),
})
