import type { Kind } from '../models/kind.ts'
import type { Capacity, Channel, EmploymentSituation, Service } from '../models/service.ts'

/**
 * A service of the demonstration patch as written down in seed/services: only what is particular to it.
 * `org` and `at` are keys of organisations.csv and venues.csv; seed/services/index.ts turns it into a Service.
 */
export interface Sketch {
  name: string
  org: string
  kinds: Kind[]
  about: string
  /** Who it is for, in words. */
  who?: string
  /** Youngest and oldest age in years. */
  ages?: [number, number?]
  situations?: EmploymentSituation[]
  /** Area codes it covers, or everywhere; left out, it is open to whoever can get there. */
  covers?: string[] | 'everywhere'
  /** It goes by where the GP practice is, not the home. */
  byGp?: boolean
  radiusKm?: number
  at?: string[]
  /** 'MO TU 09:00-17:00', optionally followed by words. */
  hours?: string[]
  languages?: string[]
  channels?: Channel[]
  /** What it costs; left out, it is free. */
  cost?: string
  /** What to bring the first time. */
  bring?: string
  /** How to be referred. */
  how?: string
  /** Takes referrals from professionals: yes unless said otherwise. */
  open?: boolean
  self?: boolean
  capacity?: Capacity
  note?: string
  /** Weeks. */
  wait?: number
  adviser?: boolean
  /** A hub's own triage. */
  triage?: boolean
  /** Days since the listing was last checked, null for never; left out, some time in the last three months. */
  checked?: number | null
  status?: Service['status']
  /** The organisation's own number unless given. */
  phone?: string
}

export const bristol = 'E06000023'
export const banes = 'E06000022'
export const southGlos = 'E06000025'
export const northSomerset = 'E06000024'
export const westOfEngland = 'E47000009'
export const bnssg = 'E54000039'
export const bsw = 'E54000040'
export const nottingham = 'E06000018'
export const nottinghamshire = 'E10000024'
export const ashfield = 'E07000170'
export const bassetlaw = 'E07000171'
export const broxtowe = 'E07000172'
export const gedling = 'E07000173'
export const mansfield = 'E07000174'
export const newarkAndSherwood = 'E07000175'
export const rushcliffe = 'E07000176'
export const nottsIcb = 'E54000060'
