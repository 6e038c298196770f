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
askWhen('.only-if-employed', () => {
  const work = document.querySelector('[name=employmentStatus]')
  return work instanceof HTMLSelectElement && work.value === '01'
})
