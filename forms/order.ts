import { circles } from '../lifecycle/sequence.ts'

/**
 * In which order services are sent to: from the choices named `after-ID`, each the id of another that has to begin first, or
 * '' for now. A choice that is none of those chosen counts as now.
 */
export function readOrder(values: Record<string, string | string[]>, services: string[]) {
  const pairs = services.map((id) => [id, String(values[`after-${id}`] ?? '')] as const)
  const after = Object.fromEntries(pairs.filter(([id, first]) => first !== id && services.includes(first)))
  const [stuck] = circles(after)
  const errors = stuck ? { [`after-${stuck}`]: 'These wait for each other: send one of them now' } : null
  return { after, errors }
}

/** The choices for one of several services: now, or once another has begun. */
export const orderChoices = (id: string, services: { _id: string; name: string }[]) => [
  { value: '', text: 'Now' },
  ...services.filter(({ _id }) => _id !== id).map(({ _id, name }) => ({ value: _id, text: `Once ${name} has begun` })),
]
