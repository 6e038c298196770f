import Joi from 'joi'
import { isStep, type StepName } from '../lifecycle/steps.ts'
import { readForm } from './form.ts'

/** A step as someone asks for it: the version they saw, the reason, and what else was typed, by field name. */
export interface StepAsked {
  step: StepName
  version: number
  reason?: string
  carries: Record<string, unknown>
}

const text = Joi.string().trim().empty('').max(2000).messages({ '*': 'Use 2,000 characters or fewer' })
const schema = Joi.object<{ step: StepName; version: number; reason?: string }>({
  step: Joi.string()
    .custom((name: string, helpers) => (isStep(name) ? name : helpers.error('any.only')))
    .required()
    .messages({ '*': 'Choose what to do' }),
  version: Joi.number()
    .integer()
    .min(0)
    .required()
    .messages({ '*': 'Open the referral again, then choose what to do' }),
  reason: text,
}).pattern(/^[a-zA-Z]{1,30}\d?$/, Joi.alternatives(text, Joi.array().items(text).max(20)))

/** Reads the form of a step; what each step must carry is held to its rule where it is taken, in lifecycle/take-step. */
export function readStep(body: unknown) {
  const { values, data, errors } = readForm(schema, body)
  if (!data) return { values, data: null, errors }
  const { step, version, reason, ...carries } = data
  const asked: StepAsked = { step, version, reason, carries }
  return { values, data: asked, errors: null }
}
