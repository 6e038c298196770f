import sortedBtree from 'sorted-btree'
import { serverError } from '../errors.ts'
import { type Doc, keyOf } from './bson.ts'
import { conditions, isExpression, matcher, order, present, type Sort, scalar, valuesAt } from './query.ts'

export interface IndexSpec {
  name: string
  key: Sort
  unique?: boolean
  sparse?: boolean
  partialFilterExpression?: Doc
  expireAfterSeconds?: number
}

// The package is CommonJS: its default export is one level down.
const BTree = sortedBtree.default

/** Values as the tree holds them (`held`), and the key of the document. */
type Entry = [...values: unknown[], id: string]

const worthCounting = 1_000
const mostRanges = 5_000

/** Lowest and highest stand before and after every value in the tree. */
const lowest = Symbol('lowest')
const highest = Symbol('highest')

/**
 * One index of a collection, in memory: an ordered tree of the indexed values and the document's key. It finds
 * candidates; the filter is always asked about each of them, so an index can make an answer faster but not different.
 */
export class Index {
  readonly spec: IndexSpec
  readonly fields: { path: string; keys: string[]; way: 1 | -1 }[]
  #tree: InstanceType<typeof BTree<Entry, true>>
  #covers: (doc: Doc) => boolean
  /**
   * How many documents have several values in each field. While there are any, and the field isn't fixed to one of them,
   * a document may stand in a range more than once and the tree's order is not the documents' order.
   */
  #many: number[]
  /** How many entries begin with the same values, for every beginning shorter than an entry. */
  #counts = new Map<string, number>()
  /** The values of each field but the last, which many entries share, once. */
  #shared: Map<string, string>[]
  /** How many entries have a value whose place among those of other types the tree doesn't tell. */
  #unordered = 0
  /** Of what types the documents' ids are, by the first letter of their keys. */
  #idTypes = new Set<string>()

  constructor(spec: IndexSpec) {
    this.spec = spec
    this.fields = Object.entries(spec.key).map(([path, way]) => ({
      path,
      keys: path.split('.'),
      way: way < 0 ? -1 : 1,
    }))
    this.#many = this.fields.map(() => 0)
    this.#shared = this.fields.slice(1).map(() => new Map())
    this.#tree = new BTree<Entry, true>(undefined, (a, b) => this.#compare(a, b))
    this.#covers = spec.partialFilterExpression ? matcher(spec.partialFilterExpression) : () => true
  }

  /** Every entry is looked at before any is written. @throws the duplicate key error (11000) as MongoDB would send it. */
  check(namespace: string, id: string, doc: Doc): void {
    if (!this.spec.unique) return
    for (const values of this.#entries(doc)) {
      const from = [...values.map(held), lowest] as unknown as Entry
      const next = this.#tree.nextHigherKey(from)
      const other = next && this.#compare(next.slice(0, -1), from) === 0 ? next[next.length - 1] : undefined
      const taken = other === id ? this.#another(values, id) : other !== undefined
      if (taken) throw duplicateKey(namespace, this.spec, values)
    }
  }

  add(id: string, doc: Doc): void {
    this.#idTypes.add(id[0])
    this.#note(doc, 1)
    // Not spread: an array that grew has room for sixteen more.
    for (const values of this.#entries(doc)) this.#tree.set(values.map(this.#hold).concat(id) as Entry, true)
  }

  remove(id: string, doc: Doc): void {
    this.#note(doc, -1)
    for (const values of this.#entries(doc)) this.#tree.delete(values.map(held).concat(id) as Entry)
  }

  /** Counts a document that comes (1) or goes (-1). */
  #note(doc: Doc, one: 1 | -1): void {
    this.#values(doc).forEach((values, i) => {
      if (values.length > 1) this.#many[i]! += one
    })
    for (const values of this.#entries(doc)) {
      if (values.some((value) => typeof held(value) === 'object')) this.#unordered += one
      let beginning = ''
      for (const value of values.slice(0, -1)) {
        beginning = longer(beginning, value)
        const count = (this.#counts.get(beginning) ?? 0) + one
        if (count === 0) this.#counts.delete(beginning)
        else this.#counts.set(beginning, count)
      }
    }
  }

  /**
   * How this index can serve a filter: the ranges that hold every match, how many fields narrow them, and whether they
   * hold nothing else. Null when it can't. Null values, arrays and partial indexes are left to the scan.
   */
  plan(filter: Doc): Plan | null {
    if (this.spec.partialFilterExpression) return null
    const wanted = conditions(filter)
    let prefixes: unknown[][] = [[]]
    let between: { from?: unknown; to?: unknown } | null = null
    /** Which fields, from the first, the ranges fix to one value. */
    const fixed: boolean[] = []
    for (const [i, { path }] of this.fields.entries()) {
      const given = wanted.filter(([field]) => field === path).map(([, condition]) => condition)
      const values = given.map(alternatives).find((found) => found !== null)
      if (!values || prefixes.length * values.length > mostRanges) {
        between = given.map(bounds).find((found) => found !== null) ?? null
        // Of an array, one element may satisfy the lower bound and another the upper.
        if (between && this.#many[i]! > 0 && 'from' in between) delete between.to
        break
      }
      prefixes = prefixes.flatMap((prefix) => values.map((value) => [...prefix, value]))
      fixed.push(values.length === 1)
    }
    const equal = fixed.length
    const narrowed = equal + (between ? 1 : 0)
    if (narrowed === 0) return null
    const once = this.#many.every((many, i) => many === 0 || fixed[i])
    const exact = once && !between && this.#isWhole(filter, equal)
    return { narrowed, equal, once, exact, ranges: prefixes.map((prefix) => ({ prefix, ...between })) }
  }

  /** Whether a filter asks nothing but what the first fields of this index equal. */
  #isWhole(filter: Doc, equal: number): boolean {
    const paths = this.fields.slice(0, equal).map(({ path }) => path)
    // What a filter says twice, as who may see and what is asked for often do, counts once.
    const asked = [...new Map(conditions(filter).map((one) => [keyOf(one), one])).values()]
    const plain = asked.every(([field, condition]) => paths.includes(field) && isPlain(condition))
    return asked.length === paths.length && plain && hasOnlyConditions(filter)
  }

  /** Whether walking each range of a plan, or all there is, forwards (1) or backwards (-1) gives the sort's order; 0 when neither does. */
  walk(sort: Sort, { equal, once }: Pick<Plan, 'equal' | 'once'> = this.#everything()): 1 | -1 | 0 {
    // Of an array MongoDB sorts by the least or greatest value, whichever one the filter asked for.
    if (!once || this.#unordered > 0 || this.fields.some(({ path }, i) => this.#many[i]! > 0 && path in sort)) return 0
    const rest = this.fields.slice(equal)
    const wanted = Object.entries(sort).filter(([path]) => !this.fields.slice(0, equal).some((f) => f.path === path))
    const ways = wanted.map(([path, way], i) => {
      // Entries that are otherwise alike stand in the order of their ids, if those are all ObjectIds or all strings.
      if (path === '_id' && i === rest.length && i === wanted.length - 1)
        return this.#idsInOrder() ? Math.sign(Number(way)) : 0
      return rest[i]?.path === path ? rest[i].way * Math.sign(Number(way)) : 0
    })
    if (ways.every((way) => way === 1)) return 1
    return ways.every((way) => way === -1) ? -1 : 0
  }

  /** The keys of the documents in a range, each once for every entry it has there. */
  *ids({ prefix, from, to }: Range, way: 1 | -1): Generator<string> {
    const field = this.fields[prefix.length]
    const [low, high] = field?.way === -1 ? [to, from] : [from, to]
    const fill = (value: unknown, edge: symbol) => {
      const bound = value === undefined || value === null ? edge : held(value)
      return [...prefix.map(held), bound, ...Array(this.fields.length).fill(edge)] as unknown as Entry
    }
    const first = fill(low, lowest)
    const last = fill(high, highest)
    const entries = way === 1 ? this.#tree.entries(first) : this.#tree.entriesReversed(last)
    for (const [entry] of entries) {
      if (way === 1 ? this.#compare(entry, last) > 0 : this.#compare(entry, first) < 0) return
      yield entry[entry.length - 1] as string
    }
  }

  /** How many entries a range has that is fixed to some values. */
  count(range: Range): number {
    if (range.prefix.length < this.fields.length) return this.#counts.get(range.prefix.reduce(longer, '')) ?? 0
    let n = 0
    for (const _ of this.ids(range, 1)) n++
    return n
  }

  /** How many entries a range has, or the most that are worth counting. */
  size(range: Range): number {
    if (range.from === undefined && range.to === undefined && range.prefix.length < this.fields.length)
      return this.count(range)
    let n = 0
    for (const _ of this.ids(range, 1)) if (++n === worthCounting) break
    return n
  }

  #everything() {
    return { equal: 0, once: this.#many.every((many) => many === 0) }
  }

  #idsInOrder(): boolean {
    return this.#idTypes.size <= 1 && !['d', 'u', 'b'].some((type) => this.#idTypes.has(type))
  }

  /** What the document has in each field, each value once; nothing when the index leaves it out. */
  #values(doc: Doc): unknown[][] {
    if (!this.#covers(doc)) return []
    if (this.spec.sparse && !this.fields.some(({ keys }) => present(doc, keys))) return []
    return this.fields.map(({ keys }) => {
      const values = valuesAt(doc, keys)
      return values.length === 1 ? values : [...new Map(values.map((value) => [keyOf(value), value])).values()]
    })
  }

  #entries(doc: Doc): unknown[][] {
    const all = this.#values(doc)
    if (all.length === 0) return []
    return all.reduce<unknown[][]>(
      (rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])),
      [[]],
    )
  }

  #another(values: unknown[], id: string): boolean {
    for (const key of this.ids({ prefix: values }, 1)) if (key !== id) return true
    return false
  }

  /** A value as the tree holds it; one that other entries have too is held once. */
  #hold = (value: unknown, i: number): unknown => {
    const one = held(value)
    const known = this.#shared[i]
    if (!known || typeof one !== 'string') return one
    const same = known.get(one)
    if (same === undefined) known.set(one, one)
    return same ?? one
  }

  #compare(a: unknown[], b: unknown[]): number {
    const length = Math.min(a.length, b.length)
    for (let i = 0; i < length; i++) {
      const [x, y] = [a[i], b[i]]
      if (x === y) continue
      if (x === lowest || y === highest) return -1
      if (x === highest || y === lowest) return 1
      const difference = compareHeld(x, y)
      if (difference !== 0) return this.fields[i]?.way === -1 ? -difference : difference
    }
    return 0
  }
}

/**
 * A value in its smallest form that sorts as MongoDB sorts values, types included: a string that begins with the type's
 * rank, and a date as its number, which comes after every string. What is neither, such as a document, stays as it is.
 */
function held(value: unknown): unknown {
  if (value === null || value === undefined) return '0'
  if (typeof value === 'string') return `3${value}`
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'boolean') return value ? '9t' : '9f'
  if (typeof value === 'number') return `2${sortable(value)}`
  return (value as Doc)._bsontype === 'ObjectId' ? `8${(value as Doc).toHexString()}` : value
}

const bits = new DataView(new ArrayBuffer(8))

/** Sixteen digits that sort as numbers do. */
function sortable(n: number): string {
  bits.setFloat64(0, n === 0 ? 0 : n)
  const whole = bits.getBigUint64(0)
  const turned = n < 0 ? ~whole & 0xffff_ffff_ffff_ffffn : whole | (1n << 63n)
  return turned.toString(16).padStart(16, '0')
}

function compareHeld(x: unknown, y: unknown): number {
  if (typeof x === 'string' && typeof y === 'string') return x < y ? -1 : x > y ? 1 : 0
  if (typeof x === 'number' && typeof y === 'number') return x - y
  if (typeof x === 'object' && typeof y === 'object') return order(x, y)
  const rank = (one: unknown) => (typeof one === 'string' ? 0 : typeof one === 'number' ? 1 : 2)
  return rank(x) - rank(y)
}

/** The error MongoDB sends when a value that an index says is unique is there already. */
export function duplicateKey(namespace: string, { name, key }: IndexSpec, values: unknown[]) {
  const paths = Object.keys(key)
  const keyValue = Object.fromEntries(paths.map((path, i) => [path, values[i]]))
  const shown = paths.map((path, i) => `${path}: ${JSON.stringify(values[i])}`).join(', ')
  return serverError(
    11000,
    `E11000 duplicate key error collection: ${namespace} index: ${name} dup key: { ${shown} }`,
    { keyPattern: key, keyValue },
  )
}

export interface Plan {
  ranges: Range[]
  narrowed: number
  /** How many fields the ranges fix: the order within one is that of the fields after them. */
  equal: number
  /** Whether each document stands in them no more than once. */
  once: boolean
  exact: boolean
}

export interface Range {
  prefix: unknown[]
  from?: unknown
  to?: unknown
}

/** The name of a beginning with one value more: no two are alike. */
const longer = (beginning: string, value: unknown): string => {
  const key = keyOf(value)
  return `${beginning}${key.length}:${key}`
}

function alternatives(condition: unknown): unknown[] | null {
  if (scalar(condition)) return [condition]
  if (!isExpression(condition)) return null
  if ('$eq' in condition && scalar(condition.$eq)) return [condition.$eq]
  if (!Array.isArray(condition.$in) || !condition.$in.every(scalar)) return null
  return [...new Map(condition.$in.map((value: unknown) => [keyOf(value), value])).values()]
}

const isPlain = (condition: unknown) =>
  scalar(condition) ||
  (isExpression(condition) && Object.keys(condition).length === 1 && alternatives(condition) !== null)

const hasOnlyConditions = (filter: Doc): boolean =>
  Object.entries(filter).every(([field, value]) => {
    if (!field.startsWith('$')) return true
    return (field === '$and' || (field === '$or' && value.length === 1)) && value.every(hasOnlyConditions)
  })

function bounds(condition: unknown): { from?: unknown; to?: unknown } | null {
  if (!isExpression(condition)) return null
  const from = condition.$gte ?? condition.$gt
  const to = condition.$lte ?? condition.$lt
  if (!scalar(from) && !scalar(to)) return null
  return { ...(scalar(from) && { from }), ...(scalar(to) && { to }) }
}
