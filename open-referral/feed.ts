import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

/** One thing from a feed: what was read, or why it couldn't be. */
export interface FeedItem {
  /** 1-based: a line of a file, otherwise a place in the list. */
  line: number
  value?: unknown
  reason?: string
  /** How far through the feed this is: bytes of a file, services of an API. */
  done: number
  total: number
}

const isApi = (source: string) => /^https?:/.test(source) && !/\.(ndjson|jsonl|json)$/i.test(new URL(source).pathname)

/** What a record is remembered as having come from: the file's own name, or the address without any secrets in it. */
export function feedName(source: string) {
  if (!/^https?:/.test(source)) return source.split(/[\\/]/).at(-1) as string
  const { origin, pathname } = new URL(source)
  return `${origin}${pathname.replace(/\/$/, '')}`
}

/**
 * Reads services from a file or an address: NDJSON line by line, a JSON array, a page of the Open Referral UK API, or
 * the address of such an API, page after page, one question at a time.
 * @throws Error with a sentence when there is nothing to read there
 */
export async function* readFeed(source: string): AsyncGenerator<FeedItem> {
  if (isApi(source)) yield* readApi(source.replace(/\/(services\/?)?$/, ''))
  else if (/^https?:/.test(source)) yield* readText(await (await ask(source)).text())
  else yield* readWhole(source)
}

/** A file that begins as a list or a page is read whole; any other is lines. */
async function* readWhole(file: string): AsyncGenerator<FeedItem> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Error(`There is no file ${file}.`)
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!line.trim()) continue
    if (isWholeDocument(line)) return yield* readText(await readFile(file, 'utf8'))
    break
  }
  yield* readLines(createReadStream(file), found.size)
}

const isWholeDocument = (firstLine: string) => {
  const line = firstLine.trim()
  if (line.startsWith('[') || line === '{') return true
  const value = parse(line).value as { contents?: unknown } | undefined
  return Array.isArray(value?.contents)
}

function parse(text: string): { value?: unknown; reason?: string } {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { reason: 'it is not JSON' }
  }
}

async function* readText(text: string): AsyncGenerator<FeedItem> {
  const { value } = parse(text)
  const list = Array.isArray(value) ? value : (value as { contents?: unknown } | undefined)?.contents
  if (Array.isArray(list)) {
    for (const [index, item] of list.entries()) {
      yield { line: index + 1, value: item, done: index + 1, total: list.length }
    }
  } else if (value) yield { line: 1, value, done: 1, total: 1 }
  else yield* readLines(Readable.from([text]), Buffer.byteLength(text))
}

async function* readLines(input: Readable, total: number): AsyncGenerator<FeedItem> {
  let line = 0
  let done = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    done += Buffer.byteLength(text) + 1
    if (text.trim()) yield { line, ...parse(text), done: Math.min(done, total), total }
  }
}

/** Fetches, waiting a while when told that it is too much. @throws Error with a sentence */
async function ask(url: string): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    let answer: Response
    try {
      answer = await fetch(url, {
        headers: { accept: 'application/json', 'user-agent': 'Waymark import' },
        signal: AbortSignal.timeout(30_000),
      })
    } catch (error) {
      const { message, cause } = error as Error
      throw new Error(`${url} doesn't answer: ${(cause as Error | undefined)?.message || message}.`)
    }
    if (answer.ok) return answer
    if (attempt === 4 || !(answer.status === 429 || answer.status >= 500)) {
      throw new Error(`${url} answered ${answer.status}.`)
    }
    await setTimeout(1000 * (Number(answer.headers.get('retry-after')) || 2 ** attempt))
  }
}

async function* readApi(base: string): AsyncGenerator<FeedItem> {
  let line = 0
  for (let page = 1, pages = 1; page <= pages; page++) {
    const body = await (await ask(`${base}/services?page=${page}&per_page=100`)).json()
    if (!Array.isArray(body?.contents)) throw new Error(`${base}/services is not a list of Open Referral UK services.`)
    pages = Number(body.total_pages) || 1
    for (const item of body.contents) {
      line++
      const place = { line, done: line, total: Number(body.total_items) || line }
      yield {
        ...place,
        ...(await whole(base, item).then(
          (value) => ({ value }),
          (error) => ({ reason: error.message }),
        )),
      }
    }
  }
}

/** A list leaves out a service's lists: then the service is asked for by itself. */
async function whole(base: string, item: Record<string, unknown> | null) {
  if (!item?.id || item.service_at_locations || item.attributes) return item
  return (await ask(`${base}/services/${encodeURIComponent(String(item.id))}`)).json()
}
