import { addDays } from './clocks.ts'
import type { Field } from './steps.ts'

const realDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T12:00:00Z`).toJSON()?.startsWith(text)

const inWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const words = (day: string) => inWords.format(new Date(`${day}T12:00:00Z`))

/** A time of day as people type it ('9:30', '14.00', '2 pm'), as 'HH:MM'; null when it is none. */
function readTime(text: string): string | null {
  const [, hours, minutes = '00', half] = text.toLowerCase().match(/^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$/) ?? []
  if (hours === undefined || (half && (Number(hours) < 1 || Number(hours) > 12))) return null
  const hour = half ? (Number(hours) % 12) + (half === 'pm' ? 12 : 0) : Number(hours)
  return hour < 24 && Number(minutes) < 60 ? `${String(hour).padStart(2, '0')}:${minutes}` : null
}

/** A field's value as it is kept, or a sentence that says what won't do. */
function readField(field: Field, typed: unknown, today: string): { value?: string | number; error?: string } {
  const text = typeof typed === 'string' || typeof typed === 'number' ? String(typed).trim() : ''
  if (!text)
    return field.required
      ? { error: `${field.type === 'choice' ? 'Choose an answer to' : 'Enter'} “${field.label}”` }
      : {}
  switch (field.type) {
    case 'number': {
      const value = Number(text)
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = field
      if (!Number.isFinite(value) || value < min || value > max || (field.whole && !Number.isInteger(value)))
        return { error: `Enter a ${field.whole ? 'whole ' : ''}number from ${min} to ${max}` }
      return { value }
    }
    case 'date': {
      if (!realDay(text)) return { error: 'Enter a real date' }
      const earliest = field.earliest === undefined ? undefined : addDays(today, field.earliest)
      const latest = field.latest === undefined ? undefined : addDays(today, field.latest)
      if (earliest && text < earliest) return { error: `Enter a date no earlier than ${words(earliest)}` }
      if (latest && text > latest) return { error: `Enter a date no later than ${words(latest)}` }
      return { value: text }
    }
    case 'time': {
      const value = readTime(text)
      return value ? { value } : { error: 'Enter a time, like 9:30 or 14:00' }
    }
    case 'choice':
      return field.choices && Object.hasOwn(field.choices, text)
        ? { value: text }
        : { error: 'Choose one from the list' }
    default:
      return field.max && text.length > field.max ? { error: `Use ${field.max} characters or fewer` } : { value: text }
  }
}

/** One or several, each once, as a list. */
function readSeveral(field: Field, typed: unknown): { value?: string[]; error?: string } {
  const value = [...new Set([typed].flat().filter((one) => typeof one === 'string' && one.trim() !== ''))] as string[]
  if (!value.length) return field.required ? { error: `Choose at least one: “${field.label}”` } : {}
  return field.max && value.length > field.max ? { error: `Choose ${field.max} or fewer` } : { value }
}

/**
 * What a step carries, read from what was typed: only its own fields, each held to its rule.
 * @param today 'YYYY-MM-DD'; dates are kept in that form, numbers as numbers
 */
export function readCarried(fields: readonly Field[], typed: Record<string, unknown>, today: string) {
  const carries: Record<string, string | number | string[]> = {}
  const errors: Record<string, string> = {}
  for (const field of fields) {
    const read = field.several ? readSeveral : readField
    const { value, error } = read(field, typed[field.name], today)
    if (error) errors[field.name] = error
    else if (value !== undefined) carries[field.name] = value
  }
  return { carries, errors }
}
