import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import { indexEdition } from '../search/index.ts'
import { Recent } from '../search/recent.ts'

/** An answer as it goes out. `once` is never kept. */
export interface Page {
  status: number
  type: 'html' | 'json'
  body: string
  once?: boolean
}

type Packed = Omit<Page, 'body'> & { body: Buffer; etag: string }

const most = 400
const kept = new Recent<Promise<Packed>>(most)
let keptUntil = 0
let keptEdition = 0

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
  if (keptEdition !== indexEdition() || keptUntil < Date.now()) {
    kept.clear()
    keptEdition = indexEdition()
    keptUntil = Date.now() + 60_000
  }
  const answer = kept.get(address, () => make().then(pack))
  try {
    const page = await answer
    if (page.once) kept.forget(address)
    return page
  } catch (error) {
    kept.forget(address)
    throw error
  }
}

function pack({ body, ...page }: Page): Packed {
  const bytes = Buffer.from(body)
  return { ...page, body: bytes, etag: `"${createHash('sha1').update(bytes).digest('base64url')}"` }
}
