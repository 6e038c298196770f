import proj4 from 'proj4'

/** The Ordnance Survey National Grid with the seven-parameter Helmert shift of OS's guide to coordinate systems. */
const nationalGrid =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ' +
  '+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs'
const toWgs84 = proj4(nationalGrid, 'WGS84')

/**
 * A point of the National Grid (OSGB36, metres) as latitude and longitude (WGS84, degrees, five decimals: a metre).
 * Right to about 5 m: the exact transformation, OSTN15, needs a grid of corrections that is not worth 15 MB here.
 */
export function fromNationalGrid(easting: number, northing: number) {
  const [lon, lat] = toWgs84.forward([easting, northing])
  return { lat: Math.round(lat * 1e5) / 1e5, lon: Math.round(lon * 1e5) / 1e5 }
}

/** Whether a point is in a box around the United Kingdom: what a file may say of a place here. */
export const isInUk = ({ lat, lon }: { lat: number; lon: number }) => lat > 49.8 && lat < 61 && lon > -8.7 && lon < 1.9
