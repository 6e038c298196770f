// @ts-check
// Opens the print window when the reader has asked for it, once the map's pictures have had time to come.
if (document.querySelector('[data-printing]')) {
  const map = document.querySelector('.map details')
  if (map instanceof HTMLDetailsElement && !map.closest('[hidden]')) map.open = true
  setTimeout(() => window.print(), map ? 1_500 : 0)
}
