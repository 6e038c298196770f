import { banes, bristol, northSomerset, nottingham, nottinghamshire, type Sketch, southGlos } from '../sketch.ts'

/** The hubs themselves: where someone is sent when nobody knows which service. */
export const hubs: Sketch[] = [
  {
    name: 'Finding the right help in the West of England',
    org: 'hub',
    kinds: ['social-prescribing', 'work-and-health-advice'],
    about:
      'Tell us what is wrong and we find out who can help: one conversation, then a referral to one service or several, or a key worker who stays with you while it is sorted out.',
    who: 'Anyone in Bristol, Bath and North East Somerset, South Gloucestershire or North Somerset whose health and work affect each other.',
    covers: [bristol, banes, southGlos, northSomerset],
    hours: ['MO TU WE TH FR 08:30-17:00'],
    channels: ['phone', 'video'],
    how: 'Send a referral when you don’t know where to send someone, or ring us yourself.',
    self: true,
    capacity: 'capacity',
    wait: 0,
    triage: true,
  },
  {
    name: 'Finding the right help in Nottinghamshire',
    org: 'nottshub',
    kinds: ['social-prescribing', 'work-and-health-advice'],
    about:
      'The team to ask when you don’t know whom to ask. We talk it through, bring the right people together and keep hold of it until somebody has taken it on.',
    who: 'Anyone in Nottingham or Nottinghamshire whose health and work affect each other.',
    covers: [nottingham, nottinghamshire],
    hours: ['MO TU WE TH FR 09:00-17:00'],
    channels: ['phone', 'video'],
    how: 'Send a referral when you don’t know where to send someone, or ring us yourself.',
    self: true,
    capacity: 'capacity',
    wait: 0,
    triage: true,
  },
]
