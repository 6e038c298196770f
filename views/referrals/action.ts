import type { Action } from '../../lifecycle/actions.ts'
import { addDays, dayOf } from '../../lifecycle/clocks.ts'
import { toldToEach } from '../../lifecycle/sharing.ts'
import type { Field } from '../../lifecycle/steps.ts'

/** What was typed into the form of a step that wouldn't do, and what to say beside each field. */
export interface Tried {
  step: string
  values: Record<string, unknown>
  errors: Record<string, string>
}

/** One of the services that a form offers, with what it would be told besides what each is. */
export interface Choice {
  value: string
  text: string
  hint?: string
}

interface Page {
  /** Where the forms post to. */
  address: string
  version: number
  /** Where the referral could be passed on to. */
  elsewhere: readonly Choice[]
  /** Other places to pass it on to may be looked for. */
  mayLook?: boolean
  /** For whoever finds out where it should go: that comes first, and stands open. */
  triage?: boolean
  tried?: Tried
}

/** A form that asks fields of somebody: a step, an appointment, a measure… */
export interface Form {
  /** The start of its fields' ids: one of a kind on the page. */
  name: string
  label: string
  /** The words on its button, where they aren't those of the label. */
  button?: string
  /** Where it posts to. */
  address: string
  fields: readonly Field[]
  question?: string
  hint?: string
  final?: boolean
  open?: boolean
  /** What it says beside what is typed. */
  hidden?: Record<string, string | number>
  /** Where a referral could be passed on to. */
  elsewhere?: readonly Choice[]
  /** Whether they may look for any other service. */
  mayLook?: boolean
}

/** A form ready to be drawn: with what was typed and what won't do, when it is the one that was tried. */
export function formShown({ elsewhere = [], hidden = {}, mayLook = false, ...form }: Form, tried?: Tried) {
  const mine = tried?.step === form.name ? tried : undefined
  const look = { id: `${form.name}-look`, value: mine?.values.look }
  return {
    ...form,
    open: tried ? mine !== undefined : form.open,
    hidden: Object.entries(hidden).map(([name, value]) => ({ name, value })),
    fields: form.fields.map((field) => ({
      ...fieldShown(form.name, field, elsewhere, mine),
      look: mayLook && field.type === 'service' && field.several && look,
    })),
  }
}

/** The steps somebody may take now, ready to be drawn as forms: the likeliest one open, or the one to put right. */
export function actionsShown(actions: Action[], { address, version, elsewhere, mayLook, triage, tried }: Page) {
  // Once it is accepted, the first contact is what comes next.
  const expected = triage ? ['redirect', 'advise'] : actions.some(({ name }) => name === 'accept') ? [] : ['begin']
  const likely = ({ name }: Action) => Number(expected.includes(name))
  const ordered = actions.toSorted((a, b) => likely(b) - likely(a))
  return ordered.map((action, index) =>
    formShown(
      {
        ...action,
        address,
        hidden: { step: action.name, version },
        elsewhere,
        mayLook,
        // Only what moves the referral on stands open; pausing or ending it is asked for.
        open: index === 0 && (triage || (!action.final && !action.reasons.length)),
        fields: [...reasonField(action), ...action.fields],
      },
      tried,
    ),
  )
}

/** What was written into a form that isn't on the page any more, so that it can still be copied. */
export function wordsLeft(tried: Tried | undefined, shown: readonly Action[]): string | undefined {
  if (!tried || shown.some(({ name }) => name === tried.step)) return undefined
  const { comment, question, answer } = tried.values
  return [comment, question, answer].map((words) => String(words ?? '').trim()).find(Boolean)
}

/** Errors by the ids of their fields, for the summary that leads to them; undefined when there are none. */
export function errorsById({ step, errors }: Tried) {
  // The reason is asked first.
  const inOrder = Object.entries(errors).sort(([a], [b]) => Number(b === 'reason') - Number(a === 'reason'))
  return inOrder.length ? Object.fromEntries(inOrder.map(([name, words]) => [`${step}-${name}`, words])) : undefined
}

const reasonField = ({ reasons }: Action): Field[] =>
  reasons.length
    ? [{ name: 'reason', type: 'choice', label: 'Reason', required: true, choices: labelled(reasons) }]
    : []

const labelled = (reasons: { code: string; label: string }[]) =>
  Object.fromEntries(reasons.map(({ code, label }) => [code, label]))

function fieldShown(step: string, field: Field, elsewhere: readonly Choice[], tried?: Tried) {
  const { name, type, label, required } = field
  const hint = type === 'service' && field.several ? toldToEach : field.hint
  const coded: Choice[] = Object.entries(field.choices ?? {}).map(([value, text]) => ({ value, text }))
  const items = type === 'service' ? elsewhere : coded
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
  time: () => ({ input: 'text', width: 5 }),
  number: ({ min, max }) => ({ input: 'number', min, max, width: 4 }),
  date: ({ earliest, latest }) => ({ input: 'date', min: daysFromNow(earliest), max: daysFromNow(latest), width: 10 }),
}

const daysFromNow = (days?: number) => (days === undefined ? undefined : addDays(dayOf(new Date()), days))
