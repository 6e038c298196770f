import type { Locator, Page } from 'playwright-core'

/**
 * Somebody at the browser whose doings are counted: every press, tick and choice is an action, typing is not, and every
 * load of a page on which they do anything is a page. The test has no other way to touch the page.
 */
export function counted(page: Page) {
  let actions = 0
  let pages = 0
  let loaded = true
  page.on('framenavigated', () => {
    loaded = true
  })
  const here = () => {
    if (loaded) pages += 1
    loaded = false
  }
  const act = async (what: Promise<unknown>) => {
    here()
    actions += 1
    await what
  }
  return {
    press: (where: Locator) => act(where.click()),
    tick: (where: Locator) => act(where.check()),
    choose: (where: Locator, choice: string) => act(where.selectOption(choice)),
    type: async (where: Locator, words: string) => {
      here()
      await where.fill(words)
    },
    get actions() {
      return actions
    },
    get pages() {
      return pages
    },
  }
}
