import type { Request, Response } from 'express'
import type { Actor } from '../access/actor.ts'
import { ownerMark } from '../access/form-owner.ts'
import { orderChoices } from '../forms/order.ts'
import { mostServices, type Values, whoAndWhere } from '../forms/support-request.ts'
import { recentPeople, recentServices } from '../lifecycle/drafts.ts'
import { fitsOf, homeOf, inOrder, toHub } from '../lifecycle/send.ts'
import { sharesWith } from '../lifecycle/sharing.ts'
import { Service } from '../models/service.ts'
import { tellsOfDanger } from '../search/stories.ts'
import { asksGp, chosenService } from '../views/chosen-service.ts'
import { personChoices } from '../views/person-choices.ts'
import { daysAgo } from '../views/referrals/words.ts'

/** The services chosen, in the order they were, without any that are gone. */
export async function findServices(chosen: unknown) {
  const ids = [chosen ?? []].flat().filter((id) => typeof id === 'string')
  const found = await inOrder(ids.slice(0, mostServices), { status: { $ne: 'defunct' } })
  const place = ids.indexOf(toHub)
  if (place >= 0) found.splice(found.filter(({ _id }) => ids.indexOf(_id) < place).length, 0, ...(await theHub()))
  return found
}

/** What the choice of nobody-knows-which stands for: the hub of wherever the person turns out to live. */
async function theHub(): Promise<Service[]> {
  const hubs = await Service.find({ triage: true, status: 'active' }).sort({ _id: 1 }).limit(1).lean()
  return hubs.map((hub) => ({
    ...hub,
    _id: toHub,
    name: 'the hub',
    organisationName: 'The hub where the person lives',
  }))
}

/** The last few people this user referred, each with the address of the form filled in with their story. */
async function peopleBefore({ user }: Actor, services: Service[]) {
  const chosen = services.map(({ _id }) => `service=${_id}&`).join('')
  return (await recentPeople(user)).map(({ _id, person, createdAt }) => ({
    name: `${person.firstName} ${person.lastName}`,
    referred: daysAgo(createdAt),
    href: `/support-requests/new?${chosen}from=${_id}`,
  }))
}

/** What could be added to those chosen: what is in the basket, then what this user referred to of late. */
async function servicesToAdd(req: Request, services: Service[]) {
  if (services.length >= mostServices) return []
  const recent = (await recentServices(req.user!.user)).map(({ id }) => id)
  const others = [...(req.session.basket ?? []), ...recent].filter((id) => !services.some(({ _id }) => _id === id))
  return (await findServices([...new Set(others)])).filter(({ referral }) => referral.open)
}

interface Page {
  values: Values
  errors?: Record<string, string>
  /** Why services can't take this person, by id, once it was tried. */
  against?: Record<string, string[]>
  /** Nothing has been typed yet: people referred before may fill it in. */
  fresh?: boolean
}

/** The page on which somebody is referred, with how each service fits as soon as that can be told. */
export async function showForm(req: Request, res: Response, services: Service[], page: Page) {
  const { values, errors, against, fresh } = page
  const who = whoAndWhere(values)
  const fits = who ? fitsOf(services, who, await homeOf(who)) : null
  const several = services.length > 1
  const unfit = Object.entries(against ?? {}).map(([id, reasons]) => [`service-${id}`, reasons.join(' ')])
  // Half a postcode is enough to look for others near, and no more of it belongs in an address.
  const near = who?.postcode.split(' ')[0]
  res.set('Cache-Control', 'no-store').render('support-requests/new', {
    title: several ? `Refer someone to ${services.length} services` : `Refer someone to ${services[0]?.name ?? 'help'}`,
    scripts: ['/refer.js'],
    ...personChoices,
    several,
    services: services.map((service) => ({
      when: several && {
        choices: orderChoices(service._id, services),
        typed: values[`after-${service._id}`] ?? '',
        error: errors?.[`after-${service._id}`],
      },
      ...chosenService(service, {
        fit: service._id === toHub ? undefined : fits?.get(service._id),
        stops: against?.[service._id],
        override: values[`override-${service._id}`],
        near,
      }),
    })),
    toAdd: await servicesToAdd(req, services),
    asksAddress: services.some((service) => sharesWith(service).includes('address')),
    asksGp: asksGp(services, values),
    values,
    owner: ownerMark(req.user!.user, String(values.key)),
    recent: fresh && (await peopleBefore(req.user!, services)),
    errors: errors || unfit.length ? { ...errors, ...Object.fromEntries(unfit) } : undefined,
    urgent: await tellsOfDanger(String(values.story ?? '')),
    more: Boolean(values.nhsNumber || values.goals || values.about),
    represented: values.consentGivenBy === 'representative',
  })
}
