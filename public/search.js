// @ts-check
// Small comforts for the search form, which works without them: short addresses, and "near me".

const form = /** @type {HTMLFormElement} */ (document.getElementById('search'))

// What was left empty need not stand in the address that people share.
form.addEventListener('formdata', ({ formData }) => {
  for (const [name, value] of [...formData]) if (value === '') formData.delete(name)
})

// A page that the browser kept, when the reader comes back to it, has its filters as they were for what it shows.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  form.reset()
  said.textContent = ''
})

const nearMe = /** @type {HTMLButtonElement} */ (form.querySelector('[data-near-me]'))
const said = /** @type {HTMLElement} */ (form.querySelector('[data-near-me-said]'))
const place = /** @type {HTMLInputElement} */ (form.elements.namedItem('place'))

if ('geolocation' in navigator) {
  nearMe.hidden = false
  nearMe.addEventListener('click', () => {
    said.textContent = 'Finding where you are…'
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // To about 100 metres: near enough for a bus, and no one's door in an address that may be shared.
        place.value = `${coords.latitude.toFixed(3)}, ${coords.longitude.toFixed(3)}`
        form.requestSubmit()
      },
      () => {
        said.textContent = 'Your browser did not say where you are. Enter a postcode or town instead.'
        place.focus()
      },
      { maximumAge: 300_000, timeout: 10_000 },
    )
  })
}
