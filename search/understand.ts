import type { Meaning } from './catalogue.ts'

/** What kinds of support the words mean; null when nothing is known about them. */
export function understand(_words: string): Meaning | null {
  return null
}
