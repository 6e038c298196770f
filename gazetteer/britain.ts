import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { root } from '../config.ts'
import type { Area } from '../models/area.ts'
import type { Place } from '../models/place.ts'
import type { Postcode } from '../models/postcode.ts'
import { neighbourhoodsOf } from './neighbourhoods.ts'

function readTable<Column extends string>(file: string): Record<Column, string>[] {
  const text = readFileSync(path.join(root, 'gazetteer', 'britain', file))
  return parse(text, { columns: true, comment: '#', comment_no_infix: true })
}

const words = (cell: string) => cell.split(' ').filter(Boolean)

interface Britain {
  areas: Area[]
  places: Place[]
  outward: Postcode[]
}
let read: Britain | undefined

/**
 * What Waymark knows of Great Britain before anything is imported: the councils, counties and combined authorities of
 * England and Wales, every outward postcode and the councils it lies in, and some thousand places by name, then neighbourhoods
 * by their outward postcodes. `npm run make:britain` makes the files but that of neighbourhoods; each says where it comes from.
 * Read once; don't change what is in it.
 */
export function britain(): Britain {
  read ??= readBritain()
  return read
}

/** The one region that is a town too: who says only 'London' lives in some borough of it, and not in Westminster for its middle. */
const london: Area = { _id: 'E12000007', name: 'London', type: 'region', within: [], lat: 51.5085, lon: -0.1257 }

function readBritain(): Britain {
  const areas = readTable<'code' | 'name' | 'within' | 'lat' | 'lon'>('areas.csv').map(
    (row): Area => ({
      _id: row.code,
      name: row.name,
      type: row.code.startsWith('E10')
        ? 'county'
        : row.code.startsWith('E47')
          ? 'combined-authority'
          : 'local-authority',
      within: row.code.startsWith('E09') ? [london._id] : words(row.within),
      lat: Number(row.lat),
      lon: Number(row.lon),
    }),
  )
  const outward = readTable<'outward' | 'lat' | 'lon' | 'councils'>('outward.csv').map((row) => ({
    _id: row.outward,
    lat: Number(row.lat),
    lon: Number(row.lon),
    areas: words(row.councils),
  }))
  const places = readTable<'name' | 'county' | 'council' | 'lat' | 'lon' | 'people'>('places.csv').map((row) => ({
    _id: `${row.name}, ${row.county}`,
    name: row.name,
    county: row.name === london.name ? '' : row.county,
    lat: Number(row.lat),
    lon: Number(row.lon),
    areas: words(row.council),
    people: Number(row.people),
  }))
  const neighbourhoods = neighbourhoodsOf(readTable<'outward' | 'names'>('neighbourhoods.csv'), {
    outward,
    areas,
    places,
  })
  return { areas: [...areas, london], outward, places: [...places, ...neighbourhoods] }
}
