// @ts-check
// Asks only what the answers so far make sensible. Without this script the page simply asks everything.

/** @param {string} selector @param {() => boolean} asked */
function askWhen(selector, asked) {
  const part = document.querySelector(selector)
  if (!part) return
  const show = () => part.classList.toggle('is-not-asked', !asked())
  document.querySelector('.refer-form')?.addEventListener('change', show)
  show()
}

/** @param {string} selector */
const ticked = (selector) => document.querySelectorAll(`${selector}:checked`).length

askWhen('.only-if-several-ways', () => ticked('[name=allowed]') > 1)
askWhen('.only-if-letters', () => ticked('[name=allowed][value=post]') > 0)
askWhen('.only-if-employed', () => {
  const work = document.querySelector('[name=employmentStatus]')
  return work instanceof HTMLSelectElement && work.value === '01'
})

// How each service fits is told as soon as birthday and postcode are there, by the page that the button would give.
const form = document.querySelector('#refer')
const said = document.querySelector('[data-fit-said]')
const whoAndWhere = ['dobDay', 'dobMonth', 'dobYear', 'postcode']
const gp = ['gpPlace', 'gpRegistered']

/** @param {HTMLFormElement} form */
async function tellFit(form) {
  const typed = new URLSearchParams(/** @type {any} */ (new FormData(form)))
  if (!whoAndWhere.every((name) => typed.get(name))) return
  const answer = await fetch('/support-requests/new/services', { method: 'POST', body: typed })
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const fresh = page.querySelector('.refer-to')
  const old = document.querySelector('.refer-to')
  if (!fresh || !old || old.contains(document.activeElement)) return
  old.replaceWith(fresh)
  if (said) said.textContent = [...fresh.querySelectorAll('[data-fit]')].map(({ textContent }) => textContent).join(' ')
}

if (form instanceof HTMLFormElement && document.querySelector('.refer-to [formaction]')) {
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && [...whoAndWhere, ...gp].includes(target.name))
      tellFit(form).catch(() => {})
  })
}
