const inEnglish = new Intl.DisplayNames(['en-GB'], { type: 'language', fallback: 'none' })
const names = new Map<string, string | undefined>()

/** What a language is called in English by its code (ISO 639, or a longer tag): 'Punjabi' for 'pa'; nothing for nobody's code. */
export function languageName(code: string): string | undefined {
  // Asking takes longer than remembering, and a page asks for all there are.
  if (!names.has(code)) names.set(code, called(code))
  return names.get(code)
}

function called(code: string): string | undefined {
  try {
    return inEnglish.of(code)
  } catch {
    // What is no code at all: 'Punjabi (spoken)'.
    return undefined
  }
}
