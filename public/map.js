// @ts-check
// Draws places on a Leaflet map: those in the page (every element with data-lat and data-lon) and, where the page is one of
// many, those of the whole search, from data-points. The page is whole without it: the map is hidden until this has run, and
// Leaflet is fetched when the map is first opened.

/**
 * @typedef {{ number?: string, at: [number, number], name: string, url?: string, where?: string }} Place
 * @typedef {{ places: Place[], beside: { number: number, name: string, url: string }[], total: number, shown: number }} Found
 */

for (const map of document.querySelectorAll('[data-map]')) if (map instanceof HTMLElement) prepare(map)

/** @param {HTMLElement} home */
function prepare(home) {
  const fold = /** @type {HTMLDetailsElement} */ (home.querySelector('details'))
  if (!home.dataset.points && !placesInPage().length) return
  home.hidden = false
  fold.addEventListener('toggle', () => fold.open && draw(home).catch(() => sayNoMap(home)), { once: true })
  // Where there is room beside the list; on the page of one service there is nothing to be beside.
  const roomy = matchMedia(home.dataset.points ? '(min-width: 75em)' : '(min-width: 48.0625em)').matches
  if (roomy || location.hash === '#map') fold.open = true
}

/** @param {HTMLElement} home */
function sayNoMap(home) {
  const said = /** @type {HTMLElement} */ (home.querySelector('.map__said'))
  const where = home.dataset.points ? 'in the list' : 'on this page'
  said.textContent = `The map can’t be shown now. All that it would show is ${where}.`
  canvasOf(home).hidden = true
}

/** Adds a sentence below the map to those that are there. Of a map that isn't shown all is said. @param {HTMLElement} home @param {string} sentence */
function say(home, sentence) {
  if (canvasOf(home).hidden) return
  const said = /** @type {HTMLElement} */ (home.querySelector('.map__said'))
  said.textContent = `${said.textContent} ${sentence}`.trim()
}

/** @param {HTMLElement} home */
const canvasOf = (home) => /** @type {HTMLElement} */ (home.querySelector('.map__canvas'))

/** @returns {Place[]} */
function placesInPage() {
  return [...document.querySelectorAll('[data-lat]')].map((element) => {
    const { lat, lon, number } = /** @type {HTMLElement} */ (element).dataset
    const heading = element.querySelector('h3') ?? document.querySelector('h1')
    return {
      number,
      at: [Number(lat), Number(lon)],
      name: heading?.textContent?.trim() ?? 'Here',
      url: element.querySelector('h3 a')?.getAttribute('href') ?? undefined,
      where: element.querySelector('.result__where')?.textContent ?? undefined,
    }
  })
}

/**
 * All that the search found; what this page lists of it when the rest can't be had.
 * @param {HTMLElement} home @returns {Promise<Found | null>}
 */
async function placesFound(home) {
  try {
    const answer = await fetch(home.dataset.points ?? '')
    const { points, beside, total, shown } = await answer.json()
    const places = points.map((/** @type {any} */ { lat, lon, number, ...point }) => ({
      ...point,
      number: String(number),
      at: [lat, lon],
    }))
    return { places, beside, total, shown }
  } catch {
    return null
  }
}

/** @param {HTMLElement} home */
async function draw(home) {
  const [L, found, outlines] = await Promise.all([
    leaflet(),
    home.dataset.points ? placesFound(home) : null,
    outlinesOf(home),
  ])
  const places = found?.places ?? placesInPage()
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const map = L.map(canvasOf(home), {
    scrollWheelZoom: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    maxZoom: 18,
  })
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>')
  const areas = outlines
    .map((outline) => L.geoJSON(outline, { className: 'outline', interactive: false }))
    .filter((area) => area.getBounds().isValid())
  // First of all: what is drawn on a map without a view may throw.
  frame(L, map, home, places, areas)

  const cluster = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 36,
    animate: !still,
    iconCreateFunction: (/** @type {any} */ group) =>
      pin(L, String(group.getChildCount()), ' services here: zoom in', 'pin pin--many', 40),
  })
  // A popup is wider than its words by 44, and 24 are kept free on either side of it.
  const maxWidth = Math.min(300, map.getSize().x - 92)
  cluster.addLayers(places.map((place) => marker(L, place, maxWidth)))
  map.addLayer(cluster)
  for (const area of areas) area.addTo(map)
  const here = placeAsked(L, home)
  if (here) L.circleMarker(here, { radius: 7, className: 'here', interactive: false }).addTo(map)
  L.tileLayer(home.dataset.tiles, { attribution: home.dataset.attribution, maxZoom: 18 })
    .once('tileerror', () =>
      say(home, `The map picture can’t be loaded now.${places.length ? ' The places are still shown.' : ''}`),
    )
    .addTo(map)

  escapeCloses(home, map)
  if (found) sayWhatIsShown(home, found)
  else if (home.dataset.points)
    say(
      home,
      places.length ? 'Only the services on this page could be put on the map.' : 'No service could be put on the map.',
    )
  if (home.dataset.points) searchThisArea(L, map)
}

/**
 * Shows what was asked for: the distance around a place, the areas chosen, the five services nearest to a place and others not
 * much further, or else all there are. After that the map moves only when it is moved.
 * @param {any} L @param {any} map @param {HTMLElement} home @param {Place[]} places @param {any[]} areas
 */
function frame(L, map, home, places, areas) {
  const { within, middleLat, middleLon } = home.dataset
  const shown = places.map(({ at }) => L.latLng(at))
  const here = placeAsked(L, home)
  const show = (/** @type {any} */ bounds, /** @type {object} */ padding = {}) =>
    map.fitBounds(bounds, { maxZoom: 14, animate: false, ...padding })
  if (here && within) {
    const around = here.toBounds(2000 * Number(within))
    // Whoever searched where the map was sees it as it was, and not all of the circle around it.
    if (location.hash === '#map') return map.setView(here, map.getBoundsZoom(around, true))
    return show(around)
  }
  if (areas.length) return show(L.featureGroup(areas).getBounds())
  if (!shown.length) {
    if (here) return map.setView(here, 11)
    return middleLat ? map.setView([Number(middleLat), Number(middleLon)], 9) : map.setView([52.9, -1.6], 6)
  }
  if (here) shown.sort((a, b) => here.distanceTo(a) - here.distanceTo(b))
  const far = here ? 2 * here.distanceTo(shown[Math.min(4, shown.length - 1)]) : 0
  const bounds = L.latLngBounds(here ? [here, ...shown.filter((at) => here.distanceTo(at) <= far)] : shown)
  // Whole pins, and none of them under the buttons for zooming.
  show(bounds, { paddingTopLeft: [60, 24], paddingBottomRight: [24, 24] })
}

/** @param {any} L @param {HTMLElement} home */
function placeAsked(L, { dataset: { placeLat, placeLon } }) {
  return placeLat ? L.latLng(Number(placeLat), Number(placeLon)) : null
}

/** @param {any} L @param {Place} place @param {number} maxWidth of what its popup says */
function marker(L, { number, at, name, url, where }, maxWidth) {
  const drawn = L.marker(at, { icon: pin(L, number ?? '•', ` ${name}`, 'pin', 32), riseOnHover: true })
  const words = document.createElement('div')
  const title = document.createElement('p')
  if (!url) {
    title.textContent = name
    return drawn.bindPopup(title, { maxWidth })
  }
  title.append(Object.assign(document.createElement('a'), { href: url, textContent: name }))
  words.append(title, Object.assign(document.createElement('p'), { textContent: where ?? '' }))
  drawn.bindPopup(words, { autoPanPadding: [24, 24], maxWidth })
  // Keyboard readers go on into what they opened, and come back to the pin they left.
  drawn.on('popupopen', () => words.querySelector('a')?.focus({ preventScroll: true }))
  drawn.on('popupclose', () => drawn.getElement()?.focus({ preventScroll: true }))
  return drawn
}

/** @param {any} L @param {string} shown @param {string} spoken @param {string} className @param {number} size */
function pin(L, shown, spoken, className, size) {
  const html = document.createElement('span')
  html.textContent = shown
  html.append(
    Object.assign(document.createElement('span'), { className: 'nhsuk-u-visually-hidden', textContent: spoken }),
  )
  return L.divIcon({ html, className, iconSize: [size, size] })
}

/** @param {HTMLElement} home @param {any} map */
function escapeCloses(home, map) {
  home.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') map.closePopup()
  })
}

/** How much of the search the map shows, and the services that no map can show. @param {HTMLElement} home @param {Found} found */
function sayWhatIsShown(home, { places, beside, total, shown }) {
  const words = /** @type {HTMLElement} */ (home.querySelector('.map__beside'))
  const of = shown < total ? `best ${number(shown)} of ${number(total)}` : number(total)
  words.append(
    total
      ? `${number(places.length)} of the ${of} services are on the map. `
      : 'There is nothing to put on the map. Move it to search somewhere else.',
  )
  if (beside.length) words.append('Not on it, having no address to visit: ')
  for (const [n, service] of beside.slice(0, 5).entries()) {
    const listed = document.getElementById(`result-${service.number}`)
    const href = listed ? `#${listed.id}` : service.url
    words.append(n ? ', ' : '', Object.assign(document.createElement('a'), { href, textContent: service.name }))
  }
  if (beside.length > 5) words.append(` and ${number(beside.length - 5)} more in the list`)
  words.append(beside.length ? '.' : '')
  words.hidden = false
}

/** @param {number} n */
const number = (n) => n.toLocaleString('en-GB')

/** The boundaries of the areas chosen. @param {HTMLElement} home @returns {Promise<object[]>} */
async function outlinesOf(home) {
  const addresses = (home.dataset.outlines ?? '').split(' ').filter(Boolean)
  const answers = await Promise.allSettled(
    addresses.map(async (address) => {
      const answer = await fetch(address)
      if (!answer.ok) throw new Error(String(answer.status))
      return answer.json()
    }),
  )
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
}

/** Offers to search where the reader has moved the map to; nothing moves or changes until they ask. @param {any} L @param {any} map */
function searchThisArea(L, map) {
  const control = new L.Control({ position: 'topright' })
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'nhsuk-button nhsuk-button--small map__search'
  button.textContent = 'Search this area'
  button.hidden = true
  button.addEventListener('click', () => {
    const { lat, lng } = map.getCenter()
    // To the corners: nothing that is seen is left out.
    lookAt(lat, lng, map.distance(map.getCenter(), map.getBounds().getNorthEast()) / 1000)
  })
  control.onAdd = () => button
  control.addTo(map)
  L.DomEvent.disableClickPropagation(button)
  map.on('moveend', () => {
    button.hidden = false
  })
}

/** @param {number} lat @param {number} lon @param {number} km */
function lookAt(lat, lon, km) {
  const wanted = new URL(location.href)
  wanted.searchParams.set('place', `${lat.toFixed(3)}, ${lon.toFixed(3)}`)
  wanted.searchParams.set('within', String(Math.ceil(km)))
  wanted.searchParams.delete('page')
  // On a small screen the map is folded away until asked for.
  wanted.hash = 'map'
  location.assign(wanted)
}

/** Leaflet and its clusters: they are scripts, not modules, so they are asked for in turn. */
async function leaflet() {
  const global = /** @type {any} */ (window)
  for (const href of ['/vendor/leaflet/leaflet.css', '/vendor/leaflet.markercluster/MarkerCluster.css']) {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }))
  }
  for (const src of ['/vendor/leaflet/leaflet.js', '/vendor/leaflet.markercluster/leaflet.markercluster.js']) {
    await new Promise((done, failed) => {
      document.head.append(Object.assign(document.createElement('script'), { src, onload: done, onerror: failed }))
    })
  }
  return global.L
}
