import Joi from 'joi'

export interface SignIn {
  email: string
  password: string
  next: string
  /** The form that was sent after the last session had ended: where to, and what was typed, as a query. */
  again?: string
  typed?: string
}

const ourPage = Joi.string()
  .max(2000)
  .pattern(/^\/(?![/\\])/)

/** `next` may only be a page of ours: anything else goes home. */
export const signInForm = Joi.object<SignIn>({
  email: Joi.string().trim().max(254).required().messages({ '*': 'Enter your email address' }),
  password: Joi.string().max(1000).required().messages({ '*': 'Enter your password' }),
  next: ourPage.failover('/').default('/'),
  again: ourPage.failover('').empty(''),
  typed: Joi.string().empty('').max(100_000),
})
