/** The kinds of support: code (fixed, used in addresses, feeds and the API) and the label people read. */
export const kinds = {
  'talking-therapies': 'NHS Talking Therapies (IAPT)',
  'physio-first': 'Physiotherapy first',
  ips: 'Individual Placement and Support (IPS)',
  'social-prescribing': 'Social prescribing',
  'debt-advice': 'Debt advice',
  'vcs-employment': 'Voluntary and community employment projects',
  'supported-employment': 'Supported employment (learning disability, autism)',
  'work-and-health-advice': 'Work and health advice: staying in or going back to work',
  'benefits-advice': 'Benefits advice and better-off calculations',
  'employer-support': 'Support for employers',
  volunteering: 'Volunteering',
  'skills-and-learning': 'Skills, English and digital learning',
  'housing-advice': 'Housing advice',
  'peer-support': 'Peer support',
  'wellbeing-activities': 'Wellbeing activities',
  'carers-support': 'Support for carers',
  'substance-misuse': 'Drug and alcohol support',
  'bereavement-support': 'Bereavement support',
} as const

export type Kind = keyof typeof kinds
export const kindCodes = Object.keys(kinds) as Kind[]
