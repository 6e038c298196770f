import { existsSync } from 'node:fs'
import path from 'node:path'
import Joi from 'joi'

/** The folder that holds package.json, views and public: this file's own, or its parent once built into dist/. */
export const root = existsSync(path.join(import.meta.dirname, 'package.json'))
  ? import.meta.dirname
  : path.dirname(import.meta.dirname)

/** Every environment variable Waymark reads, its default and what it is. `.env.example` is held to this table by a test. */
export const settings = {
  NODE_ENV: Joi.string()
    .valid('development', 'test', 'production')
    .default('development')
    .description('production never seeds, and sends cookies over https only'),
  PORT: Joi.number().port().default(3000).description('where the site is served'),
  BASE_URL: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .description('the address people use, for links in notices; default http://localhost:PORT'),
  DATA_DIR: Joi.string()
    .default('./data')
    .description('the folder of the embedded store, used when MONGODB_URI is not set'),
  MONGODB_URI: Joi.string()
    .uri({ scheme: ['mongodb', 'mongodb+srv'] })
    .description('a MongoDB 6 or later to use in place of the embedded store'),
  SESSION_SECRET: Joi.string()
    .min(32)
    // biome-ignore lint/suspicious/noThenProperty: Joi's own word
    .when('NODE_ENV', { is: 'production', then: Joi.required() })
    .description('signs session cookies: 32 characters or more, required in production'),
  TRUST_PROXY: Joi.number().integer().min(0).default(0).description('how many proxies stand in front of Waymark'),
  LOG_LEVEL: Joi.string()
    .valid('fatal', 'error', 'warn', 'info', 'debug', 'silent')
    .default('info')
    .description('how much is logged'),
  SEND_LIMIT: Joi.number().integer().min(1).default(60).description('support requests one user may send in 10 minutes'),
  TILE_URL: Joi.string().default('https://tile.openstreetmap.org/{z}/{x}/{y}.png').description('map tiles'),
  TILE_ATTRIBUTION: Joi.string()
    .default('© OpenStreetMap contributors')
    .description('the words the tile server asks for'),
  GEOCODER_URL: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .description('a postcodes.io-compatible service to ask for postcodes and places that are not known here'),
  GUESS_MEANING: Joi.boolean()
    .default(true)
    .description(
      'whether a language model in a thread of its own (200 MB) guesses at searches the vocabulary is unsure of',
    ),
  SMTP_URL: Joi.string()
    .uri({ scheme: ['smtp', 'smtps'] })
    .description('the mail server that notices go through; without it they are written to files'),
  MAIL_FROM: Joi.string().default('Waymark <noreply@waymark.example>').description('whom mail comes from'),
  NOTIFY_API_KEY: Joi.string().description(
    'GOV.UK Notify, for texts and letters; without it they are written to files',
  ),
  NOTIFY_TEXT_TEMPLATE: Joi.string().uuid().description('its text template, whose whole content is ((body))'),
  NOTIFY_LETTER_TEMPLATE: Joi.string().uuid().description('its letter template, with ((subject)) and ((body))'),
  NOTICES_DIR: Joi.string().description('the folder for notices written to files; default DATA_DIR/notices'),
}

export interface Config {
  NODE_ENV: 'development' | 'test' | 'production'
  PORT: number
  BASE_URL: string
  DATA_DIR: string
  MONGODB_URI?: string
  SESSION_SECRET: string
  TRUST_PROXY: number
  LOG_LEVEL: string
  SEND_LIMIT: number
  TILE_URL: string
  TILE_ATTRIBUTION: string
  GEOCODER_URL?: string
  GUESS_MEANING: boolean
  SMTP_URL?: string
  MAIL_FROM: string
  NOTIFY_API_KEY?: string
  NOTIFY_TEXT_TEMPLATE?: string
  NOTIFY_LETTER_TEMPLATE?: string
  NOTICES_DIR: string
}

/**
 * Reads the settings from an environment.
 * @throws Error with one sentence naming every variable that won't do.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.keys(settings).flatMap((key) => (env[key] ? [[key, env[key]]] : [])))
  const { value, error } = Joi.object(settings).validate(given, { abortEarly: false })
  if (error) throw new Error(`Waymark can't start: ${error.details.map((detail) => detail.message).join('; ')}.`)
  return {
    ...value,
    NOTICES_DIR: value.NOTICES_DIR ?? path.join(value.DATA_DIR, 'notices'),
    BASE_URL: value.BASE_URL ?? `http://localhost:${value.PORT}`,
    // Outside production a known secret is better than sessions that end with each restart.
    SESSION_SECRET: value.SESSION_SECRET ?? 'waymark development secret, not for production',
  }
}

export const config = fromEnvironment()

function fromEnvironment() {
  try {
    return readConfig(process.env)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}
