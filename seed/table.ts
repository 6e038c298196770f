import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { root } from '../config.ts'

/** The rows of a CSV file in seed/, each an object named by the file's first line. Lines that begin with # are remarks. */
export function readTable<Column extends string>(file: string): Record<Column, string>[] {
  return parse(readFileSync(path.join(root, 'seed', file)), { columns: true, comment: '#', comment_no_infix: true })
}

/** 'a b c' -> ['a', 'b', 'c'] */
export const words = (cell: string) => cell.split(' ').filter(Boolean)
