import { plain } from '../search/tokens.ts'

/** A name as it is compared: 'Bristol, City of' and 'bristol' are one, so are 'St. Werburghs' and 'Saint Werburgh's'. */
export function plainName(name: string): string {
  const words = plain(name)
  // Most names have none of these, and that is quick to see.
  if (!/\b(?:of|council|saint|nhs|county|integrated|the|upon|on|in|le)\b/.test(words)) return words
  return words
    .replace(/\b(city|county|borough|district) of\b|\b(city|county|district|borough) council\b|\bcouncil\b/g, '')
    .replace(/\bsaint\b/g, 'st')
    .replace(/^nhs\b|\b(?<=combined )county (?=authority\b)/g, '')
    .replace(/\bintegrated care board\b/g, 'icb')
    .replace(/^the\b|\bupon\b|\bon\b|\bin\b|\ble\b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
