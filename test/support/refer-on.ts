import type { Page } from 'playwright-core'
import { referenceIn } from './asha.ts'

/** Fills in the form about Asha in the browser, as a person would; `sayYes` ticks her consent. */
export async function fillInAbout(page: Page, lastName: string) {
  await page.getByLabel('First name').fill('Asha')
  await page.getByLabel('Last name').fill(lastName)
  await page.getByLabel('Day', { exact: true }).fill('27')
  await page.getByLabel('Month').fill('3')
  await page.getByLabel('Year').fill('1985')
  await page.getByLabel('Home postcode').fill('bs2 0aa')
  await page.getByLabel('Phone call').first().check()
  await page.getByLabel('Phone number').fill('0117 496 0123')
}

/** The reference that the page shows. */
export const referenceOn = async (page: Page) => referenceIn(await page.locator('main').innerText())
