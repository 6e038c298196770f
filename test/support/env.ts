import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

// Read before config is: a store of the run's own, embedded unless MONGODB_URI says otherwise.
process.env.NODE_ENV = 'test'
process.env.LOG_LEVEL ??= 'silent'
process.env.DATA_DIR = mkdtempSync(path.join(tmpdir(), 'waymark-test-'))
process.env.SEND_LIMIT = '100000'

if (process.env.MONGODB_URI) {
  const address = new URL(process.env.MONGODB_URI)
  address.pathname = `/waymark_test_${process.pid}_${Date.now()}`
  process.env.MONGODB_URI = address.href
}
