import type { Role, User } from '../models/user.ts'
import { stableObjectId } from './ids.ts'
import { organisation } from './organisations.ts'

/** Everyone's password in the demonstration, and its argon2id hash. */
export const password = 'waymark-demo'
const passwordHash = '$argon2id$v=19$m=19456,t=2,p=1$pKWMVdSgz+jX/RXRiWAPzA$3Oi3kAAHFQe36QF+o67K14Hg7pozIQfAPaamRucUKqY'

type Row = [email: string, organisation: string, name: string, jobTitle: string, ...roles: Role[]]

const rows: Row[] = [
  ['grace@surgery.example', 'surgery', 'Dr Grace Adeyemi', 'GP', 'referrer'],
  ['lin@pcn.example', 'pcn', 'Lin Zhao', 'Link worker', 'referrer'],
  ['tariq@debt.example', 'debt', 'Tariq Hussain', 'Debt adviser', 'provider'],
  ['bea@debt.example', 'debt', 'Bea Novak', 'Debt adviser', 'provider'],
  ['nia@therapies.example', 'therapies', 'Nia Price', 'Referral coordinator', 'provider'],
  ['owen@therapies.example', 'therapies', 'Owen Clarke', 'Psychological wellbeing practitioner', 'provider'],
  ['hana@hub.example', 'hub', 'Hana Suzuki', 'Triage worker', 'hub'],
  ['ravi@hub.example', 'hub', 'Ravi Menon', 'Key worker', 'hub'],
  ['cora@council.example', 'council', 'Cora Bellamy', 'Directory curator', 'curator'],
  ['max@icb.example', 'icb', 'Max Whitfield', 'Commissioning manager', 'commissioner'],
  ['ada@waymark.example', 'waymark', 'Ada Okonkwo', 'Administrator', 'administrator'],
  ['fen@backfirst.example', 'backfirst', 'Fen Marlowe', 'Physiotherapist', 'provider'],
  ['ivy@stepwell.example', 'workwell-ips', 'Ivy Castle', 'Employment specialist', 'provider'],
  ['will@steadyhands.example', 'steadyhands', 'Will Amos', 'Vocational adviser', 'provider'],
  ['jo@rightsway.example', 'rightsway', 'Jo Farrant', 'Welfare rights worker', 'provider'],
  ['priya@trentside.example', 'trentsurgery', 'Dr Priya Nair', 'GP', 'referrer'],
  ['dean@leenvalleypcn.example', 'trentpcn', 'Dean Foster', 'Link worker', 'referrer'],
  ['joss@pennywise.example', 'pennywise', 'Joss Merriman', 'Money adviser', 'provider'],
  ['rosa@greenwoodtherapies.example', 'greenwood', 'Rosa Lindqvist', 'Service manager', 'provider'],
  ['kit@stayputwork.example', 'stayput', 'Kit Harlow', 'Health at work adviser', 'provider'],
  ['sal@nottshub.example', 'nottshub', 'Sal Quinn', 'Triage worker', 'hub'],
]

/** The people of the demonstration: the seed, the tests and the README share them. */
export const cast: Omit<User, 'createdAt' | 'updatedAt'>[] = rows.map(([email, org, name, jobTitle, ...roles]) => ({
  _id: stableObjectId(`user ${email}`),
  email,
  name,
  jobTitle,
  organisation: organisation(org)._id,
  roles,
  passwordHash,
  active: true,
}))
