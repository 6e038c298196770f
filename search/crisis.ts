/** Whether the words suggest that someone is in danger: then urgent help is shown above everything. Never logged. */
export function suggestsDanger(words: string): boolean {
  return /suicid|kill (my|him|her)self|self.?harm|overdose|hitting me|nowhere (safe|to sleep)/i.test(words)
}
