import Handlebars, { type HelperOptions } from 'handlebars'
import { type Status, statuses } from '../lifecycle/steps.ts'

/** What templates may say beside Handlebars' own words. Each is a plain function of what it is given. */

const escapeText = Handlebars.escapeExpression

/** Arguments without the options object that Handlebars adds. */
const given = (values: unknown[]) => values.slice(0, -1)

export const or = (...values: unknown[]) => given(values).some(Boolean)
export const and = (...values: unknown[]) => given(values).every(Boolean)
/** `value` when `condition` holds, else nothing. */
export const when = (condition: unknown, value: unknown) => (condition ? value : undefined)
/** What a partial is given as one thing: `{{> date-input typed=(record day=… month=…)}}`. */
export const record = ({ hash }: HelperOptions) => hash
export const eq = (a: unknown, b: unknown) => a === b
export const add = (a: number, b: number) => a + b
export const subtract = (a: number, b: number) => a - b

/** `value`, or `fallback` where there is none. */
export { fallBack as default }

const fallBack = (value: unknown, fallback: unknown) => value ?? fallback

/** Whether a choice is the one made, or among those made. */
export const chosen = (value: unknown, made: unknown) =>
  Array.isArray(made) ? made.map(String).includes(String(value)) : made !== undefined && String(value) === String(made)

/** The id of a radio's or checkbox's item: the first one has the field's own, so that the error summary leads to it. */
export const itemId = (name: string, index: number) => (index === 0 ? name : `${name}-${index + 1}`)

/** aria-describedby (and aria-invalid) for a field with a hint, an error, or both. */
export function describedBy(name: string, hint: unknown, error: unknown) {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).map((id) => escapeText(String(id)))
  return new Handlebars.SafeString(
    `${ids.length ? ` aria-describedby="${ids.join(' ')}"` : ''}${error ? ' aria-invalid="true"' : ''}`,
  )
}

export const statusLabel = (status: Status) => statuses[status].label
export const statusColour = (status: Status) => statuses[status].colour

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })
const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/London' })

/** '4 March 2026'. */
export const day = (at: Date | string | undefined) => (at ? days.format(new Date(at)) : '')
/** '4 March 2026 at 10:42', in London. */
export const moment = (at: Date | string | undefined) => (at ? moments.format(new Date(at)) : '')

/** '1 service', '2 services': `{{count total 'service'}}`. */
export const count = (n: number, noun: string) => `${n.toLocaleString('en-GB')} ${noun}${n === 1 ? '' : 's'}`

/** A block shown when two values are equal: `{{#is status 'sent'}}…{{/is}}`. */
export function is(this: unknown, a: unknown, b: unknown, { fn, inverse }: HelperOptions) {
  return a === b ? fn(this) : inverse(this)
}
