import Joi from 'joi'
import { dayOf } from '../lifecycle/clocks.ts'
import { consentTextVersion, relationshipMissing } from '../lifecycle/consent.ts'
import { ageOn } from '../lifecycle/eligibility.ts'
import { languageName } from '../models/language.ts'
import { needCodes } from '../models/need.ts'
import {
  type Consent,
  consentWays,
  contactChannels,
  employmentStatuses,
  type GpRegistration,
  gpRegistrations,
  mostGoals,
  type Person,
  type SupportRequest,
} from '../models/support-request.ts'
import { calendarDay } from './calendar-day.ts'
import { readForm } from './form.ts'
import { isNhsNumber } from './nhs-number.ts'
import { readOrder } from './order.ts'

/** What the form gives once it will do: the parts of a support request, the services chosen, and the form's own key. */
export interface SupportRequestAnswers extends Pick<SupportRequest, 'person' | 'need'> {
  key: string
  consent: Omit<Consent, 'at' | 'recordedBy'>
  services: string[]
  /** Why a service that doesn't fit should look all the same, by its id. */
  overrides: Record<string, string>
  /** Services that wait for another of them to begin: that one's id, by theirs. */
  after: Record<string, string>
  /** What the form said that each service is told, by its id: nothing more is shared, whatever has changed since. */
  shown: Record<string, string[]>
}

/** What was typed, by field. */
export type Values = Record<string, string | string[]>

/** What was typed, for showing again; what it means, when it will do; and what to say beside each field when it won't. */
export interface Read<Answers> {
  values: Values
  data: Answers | null
  errors: Record<string, string> | null
}

export const mostServices = 5
const longestGoal = 200

const langs =
  'en ar bn bg cs cy fa fr gu hi hu it ku lt lv ne pa pl ps pt ro ru sk so sq es sw ta te ti tr uk ur vi yue zh'
/** The languages offered, English first, then by name. Codes are ISO 639. */
export const languages = [
  { value: 'en', text: 'English' },
  ...langs
    .split(' ')
    .slice(1)
    .map((value) => ({ value, text: languageName(value) ?? value }))
    .sort((a, b) => a.text.localeCompare(b.text)),
  { value: 'bfi', text: 'British Sign Language' },
  { value: 'und', text: 'Another language' },
]

/** The same questions are put about someone else, or to the person: only the words differ. */
const voices = {
  them: { their: 'their', they: 'they', them: 'the person', need: 'Say what help the person needs' },
  you: { their: 'your', they: 'you', them: 'you', need: 'Say what help you need' },
}
export type Voice = keyof typeof voices

/** Boxes left empty count as not filled in, and everything typed is trimmed. */
const text = (most: number, name: string) =>
  Joi.string()
    .trim()
    .empty('')
    .max(most)
    .messages({ 'string.max': `${name} must be ${most.toLocaleString('en-GB')} characters or fewer` })
const oneOf = (table: object, sentence: string) =>
  Joi.string()
    .valid(...Object.keys(table))
    .required()
    .messages({ '*': sentence })
const tick = Joi.boolean().truthy('yes').empty('').default(false)
const needs = (field: Joi.StringSchema, ways: string[], sentence: string) =>
  field.when('allowed', {
    is: Joi.array()
      .has(Joi.valid(...ways))
      .required(),
    // biome-ignore lint/suspicious/noThenProperty: Joi's own word
    then: field.required().messages({ 'any.required': sentence }),
  })

/** Named, or not registered, or not known; or left empty. */
const gpQuestions = {
  gpName: text(120, 'Name of the practice'),
  gpPlace: text(60, 'Where the practice is'),
  gpRegistered: Joi.string()
    .empty('')
    .custom((answer: string, helpers) => {
      if (!Object.hasOwn(gpRegistrations, answer)) return helpers.error('any.only')
      const { gpName, gpPlace } = helpers.state.ancestors[0]
      const named = Boolean(gpName || gpPlace)
      return named === (answer === 'yes') ? answer : helpers.error(named ? 'gp.both' : 'gp.neither')
    })
    .messages({
      'gp.both': 'Choose “At the practice named here”, or take out its name and where it is',
      'gp.neither': 'Enter the name of the practice or where it is, or choose “Not known”',
      '*': 'Choose from the list about the GP practice',
    }),
}

/** The questions about the person and their need, in the order the page asks them. */
export function personAndNeed(voice: Voice) {
  const { their, they, them, need } = voices[voice]
  return {
    firstName: text(80, 'First name')
      .required()
      .messages({ 'any.required': `Enter ${their} first name` }),
    lastName: text(80, 'Last name')
      .required()
      .messages({ 'any.required': `Enter ${their} last name` }),
    dateOfBirth: Joi.string()
      .empty('')
      .required()
      .custom((born: string, helpers) => {
        const today = dayOf(new Date())
        if (born > today) return helpers.error('date.future')
        return ageOn(today, born) > 120 ? helpers.error('date.past') : born
      })
      .messages({
        'any.required': `Enter ${their} date of birth`,
        'string.base': 'Date of birth must be a real date, like 27 3 1985',
        'date.future': 'Date of birth must be in the past',
        'date.past': 'Check the year of birth',
      }),
    nhsNumber: Joi.string()
      .replace(/[\s-]/g, '')
      .empty('')
      .custom((digits: string, helpers) => (isNhsNumber(digits) ? digits : helpers.error('nhs.number')))
      .messages({
        'nhs.number': 'This is not a valid NHS number. Check the 10 digits, or leave it empty',
        'string.base': 'Enter one NHS number',
      }),
    postcode: Joi.string()
      .empty('')
      .uppercase()
      .replace(/\s+/g, '')
      .replace(/^(.+)(\d[A-Z]{2})$/, '$1 $2')
      .pattern(/^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/)
      .required()
      .messages({
        'any.required': `Enter ${their} postcode`,
        'string.pattern.base': 'Enter a full postcode, like BS2 0AA',
      }),
    ...gpQuestions,
    allowed: Joi.array()
      .items(Joi.string().valid(...Object.keys(contactChannels)))
      .single()
      .min(1)
      .unique()
      .required()
      .messages({ '*': `Choose at least one way ${they} can safely be contacted` }),
    phone: needs(
      text(30, 'Phone number')
        .pattern(/^[+()\d\s-]{7,}$/)
        .messages({ 'string.pattern.base': 'Enter a phone number, like 0117 496 0123' }),
      ['phone', 'text'],
      `Enter ${their} phone number, or don’t choose phone or text`,
    ),
    email: needs(
      text(254, 'Email address')
        .email({ tlds: false })
        .messages({ 'string.email': 'Enter an email address, like name@example.com' }),
      ['email'],
      `Enter ${their} email address, or don’t choose email`,
    ),
    address: needs(text(300, 'Address'), ['post'], `Enter ${their} address, or don’t choose letter`),
    preferred: Joi.string()
      .empty('')
      .valid(Joi.in('allowed'))
      .required()
      .messages({
        'any.required': `Choose which way ${they} prefer`,
        'any.only': `Choose a way that ${they} can safely be contacted`,
      }),
    voicemail: tick,
    discreet: tick,
    contactNotes: text(300, 'Notes on contact'),
    language: Joi.string()
      .empty('')
      .valid(...languages.map(({ value }) => value))
      .default('en')
      .messages({ '*': 'Choose a language from the list' }),
    interpreter: tick,
    communicationNeeds: text(500, 'Communication needs'),
    story: text(2000, 'What you tell us').required().messages({ 'any.required': need }),
    goals: text(1000, 'Goals')
      .default([])
      .custom((typed: string, helpers) => {
        const goals = typed
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter(Boolean)
        if (goals.length > mostGoals) return helpers.error('goals.many')
        return goals.some((goal) => goal.length > longestGoal) ? helpers.error('goals.long') : goals
      })
      .messages({
        'goals.many': `Write ${mostGoals} lines or fewer`,
        'goals.long': `Use ${longestGoal} characters or fewer in each line`,
      }),
    about: Joi.array()
      .items(Joi.string().valid(...needCodes))
      .single()
      .unique()
      .messages({ '*': 'Choose from the list what it is about' }),
    employmentStatus: oneOf(employmentStatuses, `Choose what fits ${them} best: work, or something else`),
    offSick: tick,
    urgency: Joi.string()
      .empty('')
      .valid('routine', 'urgent')
      .default('routine')
      .messages({ '*': 'Choose routine or urgent' }),
  }
}

interface GpAnswers {
  gpName?: string
  gpPlace?: string
  gpRegistered?: GpRegistration
}

const { dateOfBirth, postcode } = personAndNeed('them')
const whoAndWhereQuestions = Joi.object<Pick<Person, 'dateOfBirth' | 'postcode'> & GpAnswers>({
  dateOfBirth,
  postcode,
  ...gpQuestions,
})

/** The answers to `personAndNeed` once they will do, flat as the form is. */
export type PersonAndNeed = Omit<Person, 'safeContact' | 'gp'> &
  GpAnswers &
  Omit<Person['safeContact'], 'notes'> &
  SupportRequest['need'] & { contactNotes?: string }

interface Answers extends PersonAndNeed {
  key: string
  service: string[]
  consent: true
  consentGivenBy: Consent['givenBy']
  representative?: string
  relationship?: string
  consentHow: Consent['how']
}

const service = Joi.string().max(100)
const ofRepresentative = (field: Joi.StringSchema, sentence: string) =>
  field.when('consentGivenBy', {
    is: 'representative',
    // biome-ignore lint/suspicious/noThenProperty: Joi's own word
    then: Joi.required().messages({ 'any.required': sentence }),
  })
const schema = Joi.object<Answers>({
  ...personAndNeed('them'),
  key: Joi.string().guid().required().messages({ '*': 'This form has lost its key. Send it again' }),
  service: Joi.array()
    .items(service)
    .single()
    .unique()
    .min(1)
    .max(mostServices)
    .required()
    .messages({
      'array.max': `Choose up to ${mostServices} services`,
      '*': 'Choose a service from the search',
    }),
  consent: Joi.boolean()
    .truthy('yes')
    .valid(true)
    .required()
    .messages({ '*': 'You can only send this when the person has said yes' }),
  consentGivenBy: Joi.string()
    .empty('')
    .valid('self', 'representative')
    .default('self')
    .messages({ '*': 'Choose who said yes' }),
  representative: ofRepresentative(text(120, 'Name'), 'Enter the name of who said yes for them'),
  relationship: ofRepresentative(text(80, 'Relationship'), relationshipMissing),
  consentHow: oneOf(consentWays, 'Choose how they said yes'),
})

/** Reads the form with which a professional refers someone. */
export function readSupportRequest(body: unknown): Read<SupportRequestAnswers> {
  const { values, data, errors } = readQuestions(schema, body)
  if (!data) return { values, data, errors }
  const order = readOrder(values, data.service)
  if (order.errors) return { values, data: null, errors: order.errors }
  return {
    values,
    errors: null,
    data: {
      key: data.key,
      after: order.after,
      services: data.service,
      overrides: boxesNamed('override', values, (typed) => String(typed).slice(0, 500)),
      shown: boxesNamed('shown', values, (typed) => String(typed).split(',')),
      person: personOf(data),
      need: needOf(data),
      consent: {
        givenBy: data.consentGivenBy,
        ...(data.consentGivenBy === 'representative'
          ? { representative: data.representative, relationship: data.relationship }
          : {}),
        how: data.consentHow,
        textVersion: consentTextVersion,
      },
    },
  }
}

/** The boxes named `NAME-ID`, one for each service, by its id. */
function boxesNamed<T>(name: string, values: Values, read: (typed: string | string[]) => T): Record<string, T> {
  const boxes = Object.entries(values).filter(([box]) => box.startsWith(`${name}-`))
  return Object.fromEntries(boxes.map(([box, typed]) => [box.slice(name.length + 1), read(typed)]))
}

/** What decides whether a service fits, as far as it has been typed; null until birthday and postcode will do. */
export function whoAndWhere(typed: Values): Pick<Person, 'firstName' | 'dateOfBirth' | 'postcode' | 'gp'> | null {
  const { data } = readQuestions(whoAndWhereQuestions, typed)
  if (!data) return null
  const { dateOfBirth, postcode } = data
  return { firstName: String(typed.firstName || 'The person'), dateOfBirth, postcode, gp: gpOf(data) }
}

/** The practice as it is kept: whoever names one is registered there. */
function gpOf({ gpName: name, gpPlace: place, gpRegistered }: GpAnswers): Person['gp'] {
  if (name || place) return { registered: 'yes', name, place }
  return gpRegistered && { registered: gpRegistered }
}

/** Reads any form built on `personAndNeed`: three boxes become a date of birth, a single allowed way the preferred one. */
export function readQuestions<A>(questions: Joi.ObjectSchema<A>, body: unknown): Read<A> {
  const values = typedValues(body)
  const one = (name: string) => [values[name]].flat()[0] ?? ''
  const allowed = [values.allowed ?? []].flat().filter(Boolean)
  const dateOfBirth = calendarDay({ day: one('dobDay'), month: one('dobMonth'), year: one('dobYear') })
  const asked = { ...values, dateOfBirth, preferred: one('preferred') || (allowed.length === 1 ? allowed[0] : '') }
  const { data, errors } = readForm(questions, asked)
  if (!errors) return { values, data, errors }
  // Without a safe way to be contacted there is nothing yet to prefer.
  if (errors.allowed) delete errors.preferred
  return { values, data: null, errors }
}

/** Only strings, or lists of them, come in: an object smuggled into a field counts as nothing. */
export function typedValues(body: unknown): Values {
  const values: Values = {}
  for (const [name, given] of Object.entries(body ?? {})) {
    if (typeof given === 'string') values[name] = given
    else if (Array.isArray(given)) values[name] = given.filter((item) => typeof item === 'string')
  }
  return values
}

export function personOf(answers: PersonAndNeed): Person {
  const { firstName, lastName, dateOfBirth, postcode, phone, email, address, nhsNumber } = answers
  const { preferred, allowed, voicemail, discreet, contactNotes, language, interpreter, communicationNeeds } = answers
  const safeContact = { preferred, allowed, voicemail, discreet, notes: contactNotes }
  const reach = { firstName, lastName, dateOfBirth, postcode, phone, email, address, nhsNumber, gp: gpOf(answers) }
  return { ...reach, safeContact, language, interpreter, communicationNeeds }
}

export function needOf({
  story,
  about,
  goals,
  employmentStatus,
  offSick,
  urgency,
}: PersonAndNeed): SupportRequest['need'] {
  // Only someone with a job can be off sick from it.
  return { story, about, goals, employmentStatus, offSick: employmentStatus === '01' ? offSick : undefined, urgency }
}

/** What would have been typed to give this person and need: for telling a story again without typing it again. Not consent. */
export function typedAgain({ person, need }: Pick<SupportRequest, 'person' | 'need'>): Values {
  const { safeContact, interpreter, dateOfBirth, gp, ...rest } = person
  const [dobYear, dobMonth, dobDay] = dateOfBirth.split('-').map((part) => String(Number(part)))
  const typed = {
    ...rest,
    ...safeContact,
    ...need,
    // What another service would be for is told by that service.
    about: undefined,
    goals: need.goals.join('\n'),
    contactNotes: safeContact.notes,
    gpName: gp?.name,
    gpPlace: gp?.place,
    gpRegistered: gp?.registered,
    voicemail: safeContact.voicemail && 'yes',
    discreet: safeContact.discreet && 'yes',
    interpreter: interpreter && 'yes',
    offSick: need.offSick && 'yes',
    dobDay,
    dobMonth,
    dobYear,
  }
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value)) as Values
}
