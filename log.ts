import pino from 'pino'
import { config } from './config.ts'

/** What happened, one JSON line each: never a name, a search, an address with its query, or anything typed. */
export const log = pino({ level: config.LOG_LEVEL })
