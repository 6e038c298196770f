import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import { LRUCache } from 'lru-cache'
import { indexEdition } from '../search/index.ts'

/** An answer as it goes out. `once` is never kept. */
export interface Page {
  status: number
  type: 'html' | 'json'
  body: string
  once?: boolean
}

type Packed = Omit<Page, 'body'> & { body: Buffer; etag: string }

/** Answers that went out lately, by their address: for a minute at most, and no more of them than take 128 MB. */
const kept = new LRUCache<string, Packed>({
  maxSize: 128 * 1024 * 1024,
  sizeCalculation: ({ body }, address) => body.length + address.length,
  ttl: 60_000,
})
let keptEdition = 0
/** Those being made: who asks the same meanwhile waits for the same. */
const making = new Map<string, Promise<Packed>>()

/**
 * Sends what `make` makes, or what it made of the same address within the last minute: many people ask the same few
 * questions. Only for readers who aren't signed in and have no notice to read; forgotten as soon as any listing changes.
 */
export async function sendKept(req: Request, res: Response, make: () => Promise<Page>): Promise<void> {
  const began = performance.now()
  const personal = req.user || res.locals.notice || req.url.length > 500
  const page = await (personal ? make().then(pack) : fromKept(req.url, make))
  res
    .status(page.status)
    .type(page.type)
    .set({
      ETag: page.etag,
      'Cache-Control': page.once ? 'no-store' : 'private, no-cache',
      'Server-Timing': `answer;dur=${(performance.now() - began).toFixed(2)}`,
    })
  res.send(page.body)
}

async function fromKept(address: string, make: () => Promise<Page>): Promise<Packed> {
  if (keptEdition !== indexEdition()) {
    kept.clear()
    making.clear()
    keptEdition = indexEdition()
  }
  return kept.get(address) ?? making.get(address) ?? keep(address, make().then(pack))
}

async function keep(address: string, answer: Promise<Packed>): Promise<Packed> {
  const edition = keptEdition
  making.set(address, answer)
  try {
    const page = await answer
    if (!page.once && edition === indexEdition()) kept.set(address, page)
    return page
  } finally {
    if (making.get(address) === answer) making.delete(address)
  }
}

function pack({ body, ...page }: Page): Packed {
  const bytes = Buffer.from(body)
  return { ...page, body: bytes, etag: `"${createHash('sha1').update(bytes).digest('base64url')}"` }
}
