const marks: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#x3D': '=', '#x60': '`' }
const unescaped = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => marks[name] ?? whole)

/** The form on a page whose button says this: where it goes, and what its inputs hold, as a browser would send them. */
export function formOn(html: string, button: string): { action: string; fields: URLSearchParams } {
  const form = html.split('<form').find((part) => part.split('</form>')[0]!.includes(button))
  if (!form) throw new Error(`The page has no form with “${button}”`)
  const action = unescaped(/action="([^"]*)"/.exec(form)![1]!)
  const fields = new URLSearchParams()
  for (const [input] of form.split('</form>')[0]!.matchAll(/<input[^>]*>/g)) {
    const part = (name: string) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? '')
    fields.append(part('name'), part('value'))
  }
  return { action, fields }
}
