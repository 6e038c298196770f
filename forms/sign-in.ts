import Joi from 'joi'

export interface SignIn {
  email: string
  password: string
  next: string
}

/** `next` may only be a page of ours: anything else goes home. */
export const signInForm = Joi.object<SignIn>({
  email: Joi.string().trim().max(254).required().messages({ '*': 'Enter your email address' }),
  password: Joi.string().max(1000).required().messages({ '*': 'Enter your password' }),
  next: Joi.string()
    .max(2000)
    .pattern(/^\/(?![/\\])/)
    .failover('/')
    .default('/'),
})
