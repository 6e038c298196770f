// @ts-check
// Turns on what nhsuk-frontend adds to pages that already work: menus that fold, focus on the error summary.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
const { initAll } = await import('/vendor/nhsuk/nhsuk-frontend.min.js')
initAll()
