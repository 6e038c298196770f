import { countSignpost } from '../insight/signposts.ts'
import { aDay } from '../lifecycle/clocks.ts'
import type { Service } from '../models/service.ts'
import { SignpostCount } from '../models/signpost-count.ts'

const givers = ['referrer', 'public', 'referrer', 'hub', 'referrer', 'provider', 'public'] as const

/** Counts that details of these services were given now and then in the last quarter. Does nothing where any were counted. */
export async function giveSomeDetails(services: Pick<Service, 'kinds' | 'covers' | 'locations'>[], now = new Date()) {
  if (await SignpostCount.exists({})) return
  const given = services.flatMap((service, n) =>
    Array.from({ length: (n * 7) % 9 }, (_, time) => {
      const at = new Date(now.getTime() - ((n * 13 + time * 17) % 80) * aDay)
      return countSignpost(service, givers[(n + time) % givers.length]!, at)
    }),
  )
  await Promise.all(given)
}
