import Joi from 'joi'
import { mostServices, typedValues, type Values } from './support-request.ts'

/** A form that isn't to be sent yet. */
export interface DraftTyped {
  key: string
  services: string[]
  /** What was typed, by field. */
  values: Values
}

const key = Joi.string().guid().required()

/** Never kept: what belongs to one showing of the form, and the person's yes, which is asked for again when it is sent. */
const notKept = /^(key|owner|service|with|without|dangerSeen|consent.*|representative|relationship)$/
const fieldName = /^[A-Za-z][\w-]{0,60}$/
const longest = 5_000
const clip = (typed: string) => typed.slice(0, longest)

/** What a draft keeps of a form, whether or not it would do; null when the form has no key to keep it under. */
export function readDraft(body: unknown): DraftTyped | null {
  const typed = typedValues(body)
  if (key.validate(typed.key).error) return null
  const kept = Object.entries(typed).filter(
    ([name, value]) => value.length > 0 && fieldName.test(name) && !notKept.test(name),
  )
  return {
    key: String(typed.key),
    services: [typed.service ?? []].flat().slice(0, mostServices).map(clip),
    values: Object.fromEntries(
      kept.map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, 20).map(clip) : clip(value)]),
    ),
  }
}
