import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import chromium from '@sparticuz/chromium'
import type { AxeResults } from 'axe-core'
import { type Browser, type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core'
import { password } from '../../seed/cast.ts'
import { siteAddress } from './world.ts'

let browser: Promise<Browser> | undefined

/** A new tab on the site with cookies of its own: `openPage({ javaScriptEnabled: false })` for a browser without script. */
export async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= launch()
  const context = await (await browser).newContext({ baseURL: await siteAddress(), ...options })
  // Map tiles come from another site: tests don't ask for them.
  await context.route(/^https:/, (route) => route.abort())
  return context.newPage()
}

async function launch() {
  return playwright.launch({ args: ['--no-sandbox'], executablePath: await chromium.executablePath(), headless: true })
}

export async function closeBrowser() {
  await (await browser)?.close()
}

/** Signs in through the page itself. */
export async function signInOn(page: Page, email: string) {
  await page.goto('/sign-in')
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong with the page as it stands (WCAG 2.2 AA and good practice), a line each; empty when nothing is. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Through the debugging protocol: a script tag would be stopped by the site's own content policy.
  await page.evaluate(axeSource)
  const results = (await page.evaluate('axe.run()')) as AxeResults
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${new URL(page.url()).pathname}: ${id}: ${help}: ${html}`),
  )
}
