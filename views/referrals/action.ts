import type { Action } from '../../lifecycle/actions.ts'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import type { Field } from '../../lifecycle/steps.ts'

/** What was typed into the form of a step that wouldn't do, and what to say beside each field. */
export interface Tried {
  step: string
  values: Record<string, unknown>
  errors: Record<string, string>
}

interface Page {
  /** Where the forms post to. */
  address: string
  version: number
  /** Where the referral could be passed on to: service id to name. */
  elsewhere: Record<string, string>
  /** Other places to pass it on to may be looked for. */
  mayLook?: boolean
  tried?: Tried
}

/** The steps somebody may take now, ready to be drawn as forms: the likeliest one open, or the one to put right. */
export function actionsShown(actions: Action[], { address, version, elsewhere, mayLook = false, tried }: Page) {
  return actions.map((action, index) => {
    const mine = tried?.step === action.name ? tried : undefined
    const field = (asked: Field) => ({
      ...fieldShown(action.name, asked, elsewhere, mine),
      look: mayLook &&
        asked.type === 'service' &&
        asked.several && { id: `${action.name}-look`, value: mine?.values.look },
    })
    return {
      ...action,
      address,
      version,
      // Only what moves the referral on stands open; pausing or ending it is asked for.
      open: tried ? mine !== undefined : index === 0 && !action.final && !action.reasons.length,
      fields: [...reasonField(action), ...action.fields].map(field),
    }
  })
}

/** Errors by the ids of their fields, for the summary that leads to them; undefined when there are none. */
export const errorsById = ({ step, errors }: Tried) =>
  Object.keys(errors).length
    ? Object.fromEntries(Object.entries(errors).map(([name, words]) => [`${step}-${name}`, words]))
    : undefined

const reasonField = ({ reasons }: Action): Field[] =>
  reasons.length
    ? [{ name: 'reason', type: 'choice', label: 'Reason', required: true, choices: labelled(reasons) }]
    : []

const labelled = (reasons: { code: string; label: string }[]) =>
  Object.fromEntries(reasons.map(({ code, label }) => [code, label]))

function fieldShown(step: string, field: Field, elsewhere: Record<string, string>, tried?: Tried) {
  const { name, type, label, hint, required } = field
  const choices = type === 'service' ? elsewhere : field.choices
  const items = Object.entries(choices ?? {}).map(([value, text]) => ({ value, text }))
  return {
    id: `${step}-${name}`,
    name,
    label: required || name === 'comment' ? label : `${label} (optional)`,
    hint,
    type: type === 'service' ? 'choice' : type,
    items,
    many: !field.several && (items.length > 5 || type === 'service'),
    box: field.several ? 'checkbox' : 'radio',
    boxes: field.several ? 'checkboxes' : 'radios',
    none: type === 'service' && items.length === 0,
    value: tried?.values[name],
    error: tried?.errors[name],
    ...inputs[type]?.(field),
  }
}

const inputs: Partial<Record<Field['type'], (field: Field) => object>> = {
  text: () => ({ input: 'text' }),
  number: ({ min, max }) => ({ input: 'number', min, max, width: 4 }),
  date: ({ earliest, latest }) => ({ input: 'date', min: daysFromNow(earliest), max: daysFromNow(latest), width: 10 }),
}

const daysFromNow = (days?: number) => (days === undefined ? undefined : addDays(dayOf(new Date()), days))
