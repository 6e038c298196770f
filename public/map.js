// @ts-check
// Draws the places already in the page (every element with data-lat and data-lon) on a Leaflet map. The page is whole
// without it: the map is hidden until this has run, and Leaflet is fetched when the map is first opened.

for (const map of document.querySelectorAll('[data-map]')) if (map instanceof HTMLElement) prepare(map)

/** @param {HTMLElement} home */
function prepare(home) {
  const places = placesInPage()
  const fold = /** @type {HTMLDetailsElement} */ (home.querySelector('details'))
  if (!places.length) return
  home.hidden = false
  fold.addEventListener('toggle', () => fold.open && draw(home, places), { once: true })
  if (matchMedia('(min-width: 48.0625em)').matches) fold.open = true
}

/** What the list says of each place, so that list and map can't differ. */
function placesInPage() {
  return [...document.querySelectorAll('[data-lat]')].map((element) => {
    const { lat, lon, number } = /** @type {HTMLElement} */ (element).dataset
    const heading = element.querySelector('h3') ?? document.querySelector('h1')
    return { element, number, at: [Number(lat), Number(lon)], name: heading?.textContent?.trim() ?? 'Here' }
  })
}

/**
 * @param {HTMLElement} home
 * @param {ReturnType<typeof placesInPage>} places
 */
async function draw(home, places) {
  const L = await leaflet()
  const said = /** @type {HTMLElement} */ (home.querySelector('.map__said'))
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const map = L.map(home.querySelector('.map__canvas'), {
    scrollWheelZoom: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    maxZoom: 18,
  })
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>')
  L.tileLayer(home.dataset.tiles, { attribution: home.dataset.attribution, maxZoom: 18 })
    .once('tileerror', () => {
      said.textContent = 'The map picture can’t be loaded now. The places are still shown.'
    })
    .addTo(map)

  const cluster = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 36,
    animate: !still,
    iconCreateFunction: (/** @type {any} */ group) =>
      pin(L, String(group.getChildCount()), ' services here: zoom in', 'pin pin--many', 40),
  })
  for (const place of places) cluster.addLayer(marker(L, place))
  map.addLayer(cluster)
  frame(L, map, home, places)

  escapeCloses(home, map)
  sayWhatIsBeside(home)
  await outline(L, map, home)
  if (home.hasAttribute('data-search')) searchThisArea(L, map)
}

/**
 * Shows the place asked for with the five services nearest to it and others not much further, or all where none was.
 * @param {any} L @param {any} map @param {HTMLElement} home @param {ReturnType<typeof placesInPage>} places
 */
function frame(L, map, home, places) {
  const { placeLat, placeLon } = home.dataset
  const shown = places.map(({ at }) => L.latLng(at))
  const here = placeLat ? L.latLng(Number(placeLat), Number(placeLon)) : null
  if (here) {
    shown.sort((a, b) => here.distanceTo(a) - here.distanceTo(b))
    L.circleMarker(here, { radius: 7, className: 'here', interactive: false }).addTo(map)
  }
  const far = here ? 2 * here.distanceTo(shown[Math.min(4, shown.length - 1)]) : 0
  const bounds = L.latLngBounds(here ? [here, ...shown.filter((at) => here.distanceTo(at) <= far)] : shown)
  map.fitBounds(bounds.pad(0.1), { maxZoom: 14, animate: false })
}

/** @param {any} L @param {ReturnType<typeof placesInPage>[number]} place */
function marker(L, { element, number, at, name }) {
  const drawn = L.marker(at, { icon: pin(L, number ?? '•', ` ${name}`, 'pin', 32), riseOnHover: true })
  const link = element.querySelector('h3 a')
  if (!link) return drawn.bindPopup(document.createTextNode(name).textContent ?? '')
  const words = document.createElement('div')
  const title = document.createElement('p')
  title.append(Object.assign(document.createElement('a'), { href: link.getAttribute('href'), textContent: name }))
  const where = document.createElement('p')
  where.textContent = element.querySelector('.result__where')?.textContent ?? ''
  words.append(title, where)
  drawn.bindPopup(words, { autoPanPadding: [24, 24] })
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

/** Services that no map can show, named beside it. @param {HTMLElement} home */
function sayWhatIsBeside(home) {
  const unmapped = [...document.querySelectorAll('.result:not([data-lat])')]
  if (!unmapped.length) return
  const beside = /** @type {HTMLElement} */ (home.querySelector('.map__beside'))
  beside.append('Not on the map, having no address to visit: ')
  unmapped.forEach((result, n) => {
    const name = result.querySelector('h3')?.textContent ?? ''
    beside.append(
      n ? ', ' : '',
      Object.assign(document.createElement('a'), { href: `#${result.id}`, textContent: name }),
    )
  })
  beside.hidden = false
}

/** @param {any} L @param {any} map @param {HTMLElement} home */
async function outline(L, map, home) {
  for (const address of (home.dataset.outlines ?? '').split(' ').filter(Boolean)) {
    const answer = await fetch(address)
    if (!answer.ok) continue
    const drawn = L.geoJSON(await answer.json(), { className: 'outline', interactive: false }).addTo(map)
    map.fitBounds(map.getBounds().extend(drawn.getBounds()), { animate: false })
  }
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
    const reach = map.distance(map.getCenter(), [map.getBounds().getNorth(), lng]) / 1000
    lookAt(lat, lng, reach)
  })
  control.onAdd = () => button
  control.addTo(map)
  L.DomEvent.disableClickPropagation(button)
  map.on('dragend zoomend', () => {
    button.hidden = false
  })
}

/** @param {number} lat @param {number} lon @param {number} km */
function lookAt(lat, lon, km) {
  const wanted = new URL(location.href)
  wanted.searchParams.set('place', `${lat.toFixed(3)}, ${lon.toFixed(3)}`)
  wanted.searchParams.set('within', String(Math.max(1, Math.round(km))))
  wanted.searchParams.delete('page')
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
