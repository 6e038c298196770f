import { toldBesides } from '../lifecycle/sharing.ts'
import type { Referral } from '../models/referral.ts'
import { Service } from '../models/service.ts'
import type { SupportRequest } from '../models/support-request.ts'
import { criteriaFor } from '../search/criteria.ts'
import { search } from '../search/search.ts'
import type { Choice } from '../views/referrals/action.ts'

/** Names of services by their ids. */
type Names = Record<string, string>
type Named = { name: string; organisation: string }

const named = ({ name, organisation }: Named) => `${name}, ${organisation}`

/**
 * Where a referral might be passed on to: services that take referrals, those nearest the person first; of its kinds, or
 * by words: for the hub, which is sent what nobody knew a kind for, those of the story itself.
 */
async function servicesLike(
  { kinds, service }: Pick<Referral, 'kinds' | 'service'>,
  { person }: Pick<SupportRequest, 'person'>,
  words?: string,
): Promise<Names> {
  const about = words ? { q: words.slice(0, 200) } : { kind: kinds }
  const { results } = await search(criteriaFor({ ...about, place: person.postcode, open_to_referrals: true }))
  const others = results.filter(({ id, covers_place }) => id !== service && covers_place !== false)
  return Object.fromEntries(others.map((found) => [found.id, named(found)]))
}

/** What was ticked and looked for in the form that passes a referral on, as typed. */
interface Typed {
  service?: unknown
  look?: unknown
}

/**
 * The choices of the form that passes a referral on: what is ticked, then the reader's basket, then what they looked for or,
 * where they didn't, what fits; each with what it would be told besides, for the person to agree to.
 */
export async function passOnChoices(
  referral: Pick<Referral, 'kinds' | 'service'>,
  request: Pick<SupportRequest, 'person' | 'need'>,
  { byStory, basket = [], typed = {} }: { byStory: boolean; basket?: string[]; typed?: Typed },
): Promise<Choice[]> {
  const look = typeof typed.look === 'string' ? typed.look.trim() : ''
  const ticked = [typed.service ?? []].flat().filter((id): id is string => typeof id === 'string')
  const ids = [...ticked, ...basket].filter((id) => id !== referral.service)
  const words = look || (byStory ? request.need.story : undefined)
  const like = await servicesLike(referral, request, words)
  const found = await Service.find({ _id: { $in: [...ids, ...Object.keys(like)] } }).lean()
  const services = new Map(found.map((service) => [service._id, service]))
  const first: Names = {}
  for (const id of ids) {
    const service = services.get(id)
    if (service?.status === 'active') first[id] = named({ name: service.name, organisation: service.organisationName })
  }
  return Object.entries({ ...first, ...like }).map(([value, text]) => {
    const service = services.get(value)
    return { value, text, hint: service && toldBesides(service) }
  })
}
