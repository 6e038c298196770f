import { type Kind, kinds } from '../models/kind.ts'

/**
 * What other directories call our kinds of support: names of taxonomy terms, in lower case. From the lists of the LGA,
 * the DfE's Family Hubs and the MoJ's contracts, and what councils' feeds use. A name that is not here means no kind.
 */
const names: Record<Kind, string[]> = {
  'talking-therapies': [
    'nhs talking therapies',
    'talking therapies',
    'iapt',
    'improving access to psychological therapies',
    'psychological therapies',
    'counselling',
    'cognitive behavioural therapy',
  ],
  'physio-first': [
    'physiotherapy',
    'physio',
    'msk',
    'musculoskeletal',
    'musculoskeletal services',
    'first contact physiotherapy',
  ],
  ips: ['individual placement and support', 'ips'],
  'social-prescribing': ['social prescribing', 'link worker', 'community connectors'],
  'debt-advice': [
    'finance, benefit and debt',
    'debt and welfare advice',
    'debt advice',
    'in debt',
    'debt/financial problems',
    'money advice',
    'financial advice and support',
    'financial difficulties',
    'money, benefits and housing',
  ],
  'vcs-employment': [
    'education, training and employment',
    'employment and training initiatives',
    'employment',
    'employment support',
    'job club',
    'unemployed',
  ],
  'supported-employment': ['supported employment', 'supported internships'],
  'work-and-health-advice': ['work and health', 'occupational health', 'vocational rehabilitation'],
  'benefits-advice': [
    'finance, benefit and debt',
    'debt and welfare advice',
    'benefits advice and assessment',
    'benefits advice',
    'benefit advice',
    'welfare rights advice',
    'money, benefits and housing',
  ],
  'employer-support': ['employer support', 'business advice', 'support for employers'],
  volunteering: ['volunteering', 'volunteer centres'],
  'skills-and-learning': [
    'education, training and employment',
    'training and skills',
    'digital skills',
    'computer/digital skills',
    'evening classes',
    'adult learning',
    'esol',
    'skills for living',
    'library computers and the internet',
  ],
  'housing-advice': [
    'accommodation',
    'housing support',
    'housing advice',
    'private housing advice',
    'homelessness support',
    'homelessness advice',
    'homeless',
    'money, benefits and housing',
    'hostels and emergency accommodation',
  ],
  'peer-support': [
    'peer support',
    'mentoring',
    'befriending',
    'health support groups and organisations',
    'self-help groups',
  ],
  'wellbeing-activities': [
    'wellbeing',
    'personal wellbeing',
    'emotional wellbeing',
    'health and wellbeing',
    'sports and physical activity',
    'sports and recreation',
    'exercise and fitness classes',
    'losing weight/healthy eating',
    'arts and creative classes',
    'music, arts and dance',
    'lonely',
    'social clubs and groups',
  ],
  'carers-support': [
    'carers',
    'carers support',
    'carers support groups',
    'support for carers',
    'breaks and respite',
    'respite care for adults',
  ],
  'substance-misuse': [
    'dependency and recovery',
    'substance misuse',
    'substance misuse (including alcohol and drug)',
    'alcohol advice and support',
    'drugs advice and support',
    'dealing with substance abuse',
    'drug and alcohol support',
  ],
  'bereavement-support': ['bereavement', 'bereavement support', 'bereaved', 'widowed'],
}

const known = new Map<string, Kind[]>()
for (const [code, label] of Object.entries(kinds) as [Kind, string][]) {
  for (const name of [code, label.toLowerCase(), ...names[code]]) known.set(name, [...(known.get(name) ?? []), code])
}

/** The kinds of support that taxonomy terms stand for, each once. Our own codes and labels are among the names. */
export function kindsOfTerms(terms: string[]): Kind[] {
  return [...new Set(terms.flatMap((term) => known.get(term.trim().toLowerCase()) ?? []))]
}
