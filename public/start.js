// @ts-check
// Typing is not being away: the session is kept awake, so that a long form is still there to be sent.
const fiveMinutes = 5 * 60_000
let awake = Date.now()
document.addEventListener('input', () => {
  if (Date.now() - awake < fiveMinutes) return
  awake = Date.now()
  fetch('/health/live')
})

// Turns on what nhsuk-frontend adds to pages that already work: menus that fold, focus on the error summary.
const { initAll } = await import('/vendor/nhsuk/nhsuk-frontend.min.js')
// Only now: until then the page must look as it does without script.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()
