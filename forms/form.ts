import type Joi from 'joi'

/** What a form gave: as typed (to show again), as read (to use), and a sentence for each field that won't do. */
export type FormResult<T> =
  | { values: Record<string, unknown>; data: T; errors: null }
  | { values: Record<string, unknown>; data: null; errors: Record<string, string> }

/**
 * Reads a posted form by its Joi schema. Fields the schema doesn't name are dropped; the sentences come from the
 * schema's own messages. The first thing wrong with a field is the one that is said.
 */
export function readForm<T>(schema: Joi.ObjectSchema<T>, body: unknown): FormResult<T> {
  const values = typeof body === 'object' && body !== null ? { ...(body as Record<string, unknown>) } : {}
  const options = { abortEarly: false, stripUnknown: true, errors: { wrap: { label: false } } } as const
  const { value, error } = schema.validate(values, options)
  if (!error) return { values, data: value, errors: null }
  const errors: Record<string, string> = {}
  for (const { path, message } of error.details) errors[String(path[0] ?? 'form')] ??= message
  return { values, data: null, errors }
}
