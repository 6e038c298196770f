import { expect } from 'chai'
import type { Collection, Connection } from 'mongoose'
import { Types } from '../../storage/mongoose.ts'
import { stores } from './stores.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows hold documents of any shape
type Doc = Record<string, any>
// biome-ignore lint/suspicious/noExplicitAny: the driver's own types ask for a schema that these documents don't have
type Things = Collection<any>
type Row = [title: string, given: Doc[], asked: (things: Things) => Promise<unknown>, expected: unknown]

const id = (n: number) => new Types.ObjectId(n.toString(16).padStart(24, '0'))
const at = (n: number) => new Date(Date.UTC(2026, 0, n))
const ids = async (cursor: { toArray(): Promise<Doc[]> }) => (await cursor.toArray()).map(({ _id }) => _id)
const found = (filter: Doc) => (things: Things) => ids(things.find(filter).sort({ _id: 1 }))
const counts = ({ matchedCount, modifiedCount, upsertedCount }: Doc) => [matchedCount, modifiedCount, upsertedCount]
const code = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => error.code,
  )
/** The one document after an update. */
const becomes =
  (update: Doc, options: Doc = {}, filter: Doc = {}) =>
  async (things: Things) => {
    await things.updateOne(filter, update, options)
    const { _id, ...rest } = (await things.findOne({}))!
    return rest
  }
const failing =
  (update: Doc, options: Doc = {}, filter: Doc = {}) =>
  (things: Things) =>
    code(things.updateOne(filter, update, options))

const people: Doc[] = [
  { _id: 1, name: 'Ann', age: 30, tags: ['a', 'b'], home: { town: 'Bath' }, at: at(1), ref: id(1) },
  { _id: 2, name: 'Bob', age: null, tags: [], home: { town: 'York' }, at: at(2), ref: id(2) },
  { _id: 3, name: 'Cat', tags: ['b', 'c'], home: {}, at: at(3), ref: id(3) },
  { _id: 4, name: 'dan', age: 41, tags: 'b', home: null, at: null },
]
const steps: Doc[] = [
  {
    _id: 1,
    history: [
      { step: 'send', n: 1 },
      { step: 'accept', n: 5 },
    ],
  },
  { _id: 2, history: [{ step: 'send', n: 5 }] },
  { _id: 3, history: [] },
]

const filters: Row[] = [
  ['equality', people, found({ name: 'Ann' }), [1]],
  ['equality tells case apart', people, found({ name: 'Dan' }), []],
  ['null finds null and missing', people, found({ age: null }), [2, 3]],
  ['$exists tells null from missing', people, found({ age: { $exists: true } }), [1, 2, 4]],
  ['$exists false finds only the missing', people, found({ age: { $exists: false } }), [3]],
  ['$ne finds the missing too', people, found({ age: { $ne: 30 } }), [2, 3, 4]],
  ['$ne null finds what has a value', people, found({ age: { $ne: null } }), [1, 4]],
  ['a value finds arrays that hold it', people, found({ tags: 'b' }), [1, 3, 4]],
  ['an array finds the same array', people, found({ tags: ['a', 'b'] }), [1]],
  ['an array in another order is another array', people, found({ tags: ['b', 'a'] }), []],
  ['an empty array finds the empty array', people, found({ tags: [] }), [2]],
  ['$in on arrays and scalars', people, found({ tags: { $in: ['a', 'c'] } }), [1, 3]],
  ['$in with null finds the missing', people, found({ age: { $in: [null, 41] } }), [2, 3, 4]],
  ['$in with nothing finds nothing', people, found({ name: { $in: [] } }), []],
  ['$in with a regex', people, found({ name: { $in: [/^A/, 'Bob'] } }), [1, 2]],
  ['$nin finds the missing', people, found({ age: { $nin: [30, 41] } }), [2, 3]],
  ['$nin on arrays', people, found({ tags: { $nin: ['a'] } }), [2, 3, 4]],
  ['$all', people, found({ tags: { $all: ['b', 'c'] } }), [3]],
  ['$size', people, found({ tags: { $size: 2 } }), [1, 3]],
  ['a dotted path', people, found({ 'home.town': 'Bath' }), [1]],
  ['a dotted path through null and nothing is missing', people, found({ 'home.town': null }), [3, 4]],
  ['a whole embedded document', people, found({ home: { town: 'York' } }), [2]],
  ['an empty embedded document', people, found({ home: {} }), [3]],
  ['a date', people, found({ at: at(2) }), [2]],
  ['a date range leaves null out', people, found({ at: { $gte: at(2), $lt: at(9) } }), [2, 3]],
  ['$lt on dates leaves the missing out', people, found({ at: { $lt: at(2) } }), [1]],
  ['an ObjectId', people, found({ ref: id(3) }), [3]],
  ['an ObjectId is not its string', people, found({ ref: String(id(3)) }), []],
  ['ObjectIds in order', people, found({ ref: { $gt: id(1) } }), [2, 3]],
  ['numbers do not compare with strings', people, found({ name: { $gt: 1 } }), []],
  ['strings in order of code points', people, found({ name: { $gte: 'Cat' } }), [3, 4]],
  ['a regex', people, found({ name: /^[AB]/ }), [1, 2]],
  ['$regex with options', people, found({ name: { $regex: '^D', $options: 'i' } }), [4]],
  ['$not', people, found({ age: { $not: { $gt: 35 } } }), [1, 2, 3]],
  ['$not with a regex', people, found({ name: { $not: /^A/ } }), [2, 3, 4]],
  ['$or', people, found({ $or: [{ name: 'Ann' }, { age: 41 }] }), [1, 4]],
  ['$and of one field twice', people, found({ $and: [{ tags: 'b' }, { tags: 'c' }] }), [3]],
  ['$nor', people, found({ $nor: [{ name: 'Ann' }, { age: 41 }] }), [2, 3]],
  [
    'two bounds on an array may be met by two elements',
    [
      { _id: 1, n: [1, 10] },
      { _id: 2, n: [5] },
    ],
    found({ n: { $gt: 4, $lt: 6 } }),
    [1, 2],
  ],
  ['$elemMatch asks one element for all', steps, found({ history: { $elemMatch: { step: 'send', n: 5 } } }), [2]],
  ['a dotted path into an array asks any element', steps, found({ 'history.step': 'send', 'history.n': 5 }), [1, 2]],
  ['a place in an array', steps, found({ 'history.0.n': 5 }), [2]],
  ['the next place in an array is missing', steps, found({ 'history.1': { $exists: false } }), [2, 3]],
  [
    '$elemMatch on scalars',
    [
      { _id: 1, n: [1, 10] },
      { _id: 2, n: [5] },
    ],
    found({ n: { $elemMatch: { $gt: 4, $lt: 6 } } }),
    [2],
  ],
  [
    '$expr compares two fields',
    [
      { _id: 1, a: 1, b: 2 },
      { _id: 2, a: 2, b: 1 },
    ],
    found({ $expr: { $gt: ['$a', '$b'] } }),
    [2],
  ],
  ['$type', people, found({ age: { $type: 'null' } }), [2]],
  ['$mod', people, found({ _id: { $mod: [2, 0] } }), [2, 4]],
  [
    'whole numbers and fractions are one',
    [
      { _id: 1, n: 2 },
      { _id: 2, n: 2.5 },
    ],
    found({ n: 2.0 }),
    [1],
  ],
  [
    'true is not 1',
    [
      { _id: 1, n: true },
      { _id: 2, n: 1 },
    ],
    found({ n: 1 }),
    [2],
  ],
  [
    'an unfinished session or one that has no end',
    [{ _id: 's', expires: at(9) }],
    found({ _id: 's', $or: [{ expires: { $exists: false } }, { expires: { $gt: at(8) } }] }),
    ['s'],
  ],
]

const orders: Row[] = [
  ['missing and null come first', people, (t) => ids(t.find().sort({ age: 1, _id: 1 })), [2, 3, 1, 4]],
  ['downwards they come last', people, (t) => ids(t.find().sort({ age: -1, _id: 1 })), [4, 1, 2, 3]],
  [
    'by two fields, in two directions',
    [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 0, b: 0 },
    ],
    (t) => ids(t.find().sort({ a: -1, b: -1 })),
    [2, 1, 3],
  ],
  ['capitals before small letters', people, (t) => ids(t.find().sort({ name: -1 })), [4, 3, 2, 1]],
  [
    'an array counts by its least',
    [
      { _id: 1, n: [5, 9] },
      { _id: 2, n: [1, 20] },
    ],
    (t) => ids(t.find().sort({ n: 1 })),
    [2, 1],
  ],
  [
    'downwards by its greatest',
    [
      { _id: 1, n: [5, 9] },
      { _id: 2, n: [1, 20] },
    ],
    (t) => ids(t.find().sort({ n: -1 })),
    [2, 1],
  ],
  [
    'types have an order',
    [{ _id: 1, v: at(1) }, { _id: 2, v: 'x' }, { _id: 3, v: 1 }, { _id: 4, v: true }, { _id: 5 }],
    (t) => ids(t.find().sort({ v: 1 })),
    [5, 3, 2, 4, 1],
  ],
  ['by a dotted path', people, (t) => ids(t.find().sort({ 'home.town': 1, _id: 1 })), [3, 4, 1, 2]],
  ['skip and limit', people, (t) => ids(t.find().sort({ _id: -1 }).skip(1).limit(2)), [3, 2]],
  ['a limit of 0 is none', people, (t) => ids(t.find().sort({ _id: 1 }).limit(0)), [1, 2, 3, 4]],
  ['beyond the end', people, (t) => ids(t.find().sort({ _id: 1 }).skip(9)), []],
]

const shown =
  (projection: Doc, filter: Doc = { _id: 1 }) =>
  (things: Things) =>
    things.findOne(filter, { projection })
const projections: Row[] = [
  ['named fields and the id', people, shown({ name: 1 }), { _id: 1, name: 'Ann' }],
  ['without the id', people, shown({ name: 1, _id: 0 }), { name: 'Ann' }],
  ['all but', people, shown({ tags: 0, at: 0, ref: 0, home: 0 }), { _id: 1, name: 'Ann', age: 30 }],
  ['a dotted path', people, shown({ 'home.town': 1 }), { _id: 1, home: { town: 'Bath' } }],
  ['a dotted path that is not there', people, shown({ 'home.town': 1 }, { _id: 3 }), { _id: 3, home: {} }],
  ['into arrays', steps, shown({ 'history.n': 1 }), { _id: 1, history: [{ n: 1 }, { n: 5 }] }],
  [
    'all but, into arrays',
    steps,
    shown({ 'history.n': 0 }),
    { _id: 1, history: [{ step: 'send' }, { step: 'accept' }] },
  ],
  ['the last of an array', steps, shown({ history: { $slice: -1 } }), { _id: 1, history: [{ step: 'accept', n: 5 }] }],
  ['null stays null', people, shown({ age: 1 }, { _id: 2 }), { _id: 2, age: null }],
  ['dates and ids keep their type', people, shown({ at: 1, ref: 1 }), { _id: 1, at: at(1), ref: id(1) }],
]

const one: Doc[] = [
  {
    _id: 1,
    n: 1,
    name: 'Ann',
    tags: ['a', 'b'],
    home: { town: 'Bath' },
    none: null,
    list: [
      { k: 1, v: 1 },
      { k: 2, v: 2 },
    ],
  },
]
const just = (doc: Doc): Doc[] => [{ _id: 1, ...doc }]
const updates: Row[] = [
  ['$set a field', just({ a: 1 }), becomes({ $set: { a: 2 } }), { a: 2 }],
  ['$set makes the path', just({}), becomes({ $set: { 'a.b.c': 2 } }), { a: { b: { c: 2 } } }],
  ['$set through null is refused', just({ a: null }), failing({ $set: { 'a.b': 2 } }), 28],
  ['$set through a number is refused', just({ a: 1 }), failing({ $set: { 'a.b': 2 } }), 28],
  ['$set a place in an array', just({ a: [1, 2] }), becomes({ $set: { 'a.1': 5 } }), { a: [1, 5] }],
  ['$set beyond the end fills with null', just({ a: [1] }), becomes({ $set: { 'a.3': 5 } }), { a: [1, null, null, 5] }],
  ['$set a name on an array is refused', just({ a: [1] }), failing({ $set: { 'a.b': 5 } }), 28],
  ['$set undefined keeps null', just({ a: 1 }), becomes({ $set: { a: undefined } }), { a: null }],
  [
    '$set a document replaces it whole',
    just({ a: { b: 1, c: 1 } }),
    becomes({ $set: { a: { b: 2 } } }),
    { a: { b: 2 } },
  ],
  [
    '$set of the same changes nothing',
    just({ a: 1 }),
    async (t) => counts(await t.updateOne({}, { $set: { a: 1 } })),
    [1, 0, 0],
  ],
  ['$set of another id is refused', just({}), failing({ $set: { _id: 2 } }), 66],
  ['$set of the same id is fine', just({}), becomes({ $set: { _id: 1, a: 1 } }), { a: 1 }],
  ['$unset', just({ a: 1, b: 2 }), becomes({ $unset: { a: 1 } }), { b: 2 }],
  ['$unset of nothing', just({ b: 2 }), becomes({ $unset: { 'a.b': 1 } }), { b: 2 }],
  ['$unset in an array leaves null', just({ a: [1, 2, 3] }), becomes({ $unset: { 'a.1': 1 } }), { a: [1, null, 3] }],
  ['$inc', just({ n: 1 }), becomes({ $inc: { n: 2 } }), { n: 3 }],
  ['$inc of nothing', just({}), becomes({ $inc: { 'a.n': -2 } }), { a: { n: -2 } }],
  ['$inc of null is refused', just({ n: null }), failing({ $inc: { n: 1 } }), 14],
  ['$inc of a string is refused', just({ n: 'x' }), failing({ $inc: { n: 1 } }), 14],
  ['$inc by a string is refused', just({ n: 1 }), failing({ $inc: { n: 'x' } }), 14],
  ['$mul', just({ n: 3 }), becomes({ $mul: { n: 2 } }), { n: 6 }],
  ['$mul of nothing is 0', just({}), becomes({ $mul: { n: 2 } }), { n: 0 }],
  ['$min', just({ n: 3 }), becomes({ $min: { n: 2 } }), { n: 2 }],
  ['$min keeps the lesser', just({ n: 3 }), becomes({ $min: { n: 4 } }), { n: 3 }],
  ['$max of a date', just({ d: at(1) }), becomes({ $max: { d: at(2) } }), { d: at(2) }],
  ['$max of nothing', just({}), becomes({ $max: { n: 4 } }), { n: 4 }],
  ['$max over null', just({ n: null }), becomes({ $max: { n: 4 } }), { n: 4 }],
  ['$rename', just({ a: 1 }), becomes({ $rename: { a: 'b' } }), { b: 1 }],
  ['$push', just({ a: [1] }), becomes({ $push: { a: 2 } }), { a: [1, 2] }],
  ['$push makes the array', just({}), becomes({ $push: { a: 2 } }), { a: [2] }],
  ['$push on null is refused', just({ a: null }), failing({ $push: { a: 2 } }), 2],
  ['$push on a string is refused', just({ a: 'x' }), failing({ $push: { a: 2 } }), 2],
  ['$push an array is one element', just({ a: [1] }), becomes({ $push: { a: [2, 3] } }), { a: [1, [2, 3]] }],
  ['$push $each', just({ a: [1] }), becomes({ $push: { a: { $each: [2, 3] } } }), { a: [1, 2, 3] }],
  [
    '$push $slice keeps the last',
    just({ a: [1, 2] }),
    becomes({ $push: { a: { $each: [3, 4], $slice: -3 } } }),
    { a: [2, 3, 4] },
  ],
  [
    '$push $slice keeps the first',
    just({ a: [1, 2] }),
    becomes({ $push: { a: { $each: [3, 4], $slice: 3 } } }),
    { a: [1, 2, 3] },
  ],
  ['$push $slice 0 keeps none', just({ a: [1, 2] }), becomes({ $push: { a: { $each: [3], $slice: 0 } } }), { a: [] }],
  ['$push $slice on nothing', just({}), becomes({ $push: { a: { $each: [3, 4, 5], $slice: -2 } } }), { a: [4, 5] }],
  ['$push $position', just({ a: [1, 2] }), becomes({ $push: { a: { $each: [0], $position: 0 } } }), { a: [0, 1, 2] }],
  ['$push $sort', just({ a: [3, 1] }), becomes({ $push: { a: { $each: [2], $sort: 1 } } }), { a: [1, 2, 3] }],
  [
    '$push $sort by a field, the last 2',
    just({ a: [{ n: 3 }, { n: 1 }] }),
    becomes({ $push: { a: { $each: [{ n: 2 }], $sort: { n: 1 }, $slice: -2 } } }),
    { a: [{ n: 2 }, { n: 3 }] },
  ],
  ['$addToSet of what is there', just({ a: [1, 1] }), becomes({ $addToSet: { a: 1 } }), { a: [1, 1] }],
  ['$addToSet', just({ a: [1] }), becomes({ $addToSet: { a: { $each: [1, 2, 2] } } }), { a: [1, 2] }],
  ['$addToSet on nothing', just({}), becomes({ $addToSet: { a: { $each: [2, 2] } } }), { a: [2] }],
  [
    '$addToSet of documents and ids',
    just({ a: [{ k: id(1) }] }),
    becomes({ $addToSet: { a: { k: id(1) } } }),
    { a: [{ k: id(1) }] },
  ],
  ['$pull a value', just({ a: [1, 2, 1] }), becomes({ $pull: { a: 1 } }), { a: [2] }],
  ['$pull by condition', just({ a: [1, 2, 3] }), becomes({ $pull: { a: { $gte: 2 } } }), { a: [1] }],
  ['$pull documents', just({ a: [{ k: 1, v: 1 }, { k: 2 }] }), becomes({ $pull: { a: { k: 1 } } }), { a: [{ k: 2 }] }],
  ['$pull an id', just({ a: [id(1), id(2)] }), becomes({ $pull: { a: id(1) } }), { a: [id(2)] }],
  ['$pull from nothing', just({ b: 1 }), becomes({ $pull: { a: 1 } }), { b: 1 }],
  ['$pull from a string is refused', just({ a: 'x' }), failing({ $pull: { a: 1 } }), 2],
  ['$pullAll', just({ a: [1, 2, 3] }), becomes({ $pullAll: { a: [1, 3] } }), { a: [2] }],
  ['$pop the last', just({ a: [1, 2] }), becomes({ $pop: { a: 1 } }), { a: [1] }],
  ['$pop the first', just({ a: [1, 2] }), becomes({ $pop: { a: -1 } }), { a: [2] }],
  ['all elements', just({ a: [{ n: 1 }, { n: 2 }] }), becomes({ $set: { 'a.$[].n': 9 } }), { a: [{ n: 9 }, { n: 9 }] }],
  [
    'the element that was found',
    just({ a: [{ k: 1 }, { k: 2 }] }),
    becomes({ $set: { 'a.$.seen': true } }, {}, { 'a.k': 2 }),
    { a: [{ k: 1 }, { k: 2, seen: true }] },
  ],
  ['the scalar that was found', just({ a: [4, 5] }), becomes({ $set: { 'a.$': 9 } }, {}, { a: 5 }), { a: [4, 9] }],
  [
    'the element that $elemMatch found',
    just({
      a: [
        { k: 1, v: 1 },
        { k: 1, v: 2 },
      ],
    }),
    becomes({ $inc: { 'a.$.v': 10 } }, {}, { a: { $elemMatch: { k: 1, v: 2 } } }),
    {
      a: [
        { k: 1, v: 1 },
        { k: 1, v: 12 },
      ],
    },
  ],
  [
    'an array filter',
    just({ a: [{ k: 1 }, { k: 2 }] }),
    becomes({ $set: { 'a.$[x].seen': at(1) } }, { arrayFilters: [{ 'x.k': 2 }] }),
    { a: [{ k: 1 }, { k: 2, seen: at(1) }] },
  ],
  [
    'an array filter on scalars',
    just({ a: [1, 5] }),
    becomes({ $set: { 'a.$[x]': 0 } }, { arrayFilters: [{ x: { $gt: 3 } }] }),
    { a: [1, 0] },
  ],
  [
    'an array filter with two conditions',
    just({
      a: [
        { k: 1, v: 1 },
        { k: 1, v: 2 },
      ],
    }),
    becomes({ $set: { 'a.$[x].v': 9 } }, { arrayFilters: [{ 'x.k': 1, 'x.v': 2 }] }),
    {
      a: [
        { k: 1, v: 1 },
        { k: 1, v: 9 },
      ],
    },
  ],
  ['a path without its array filter is refused', just({ a: [1] }), failing({ $set: { 'a.$[x]': 0 } }), 2],
  ['two changes of one path are refused', just({ a: 1 }), failing({ $set: { a: 1 }, $inc: { a: 1 } }), 40],
  ['a change of a path and of what holds it is refused', just({}), failing({ $set: { a: {}, 'a.b': 1 } }), 40],
  [
    'several operators at once',
    one,
    becomes({ $set: { name: 'Bob' }, $inc: { n: 1 }, $push: { tags: 'c' }, $unset: { none: 1, list: 1, home: 1 } }),
    { n: 2, name: 'Bob', tags: ['a', 'b', 'c'] },
  ],
  [
    '$currentDate gives a date',
    just({}),
    async (t) => {
      await t.updateOne({}, { $currentDate: { d: true } })
      return (await t.findOne())!.d instanceof Date
    },
    true,
  ],
  [
    '$setOnInsert does nothing to what is there',
    just({ a: 1 }),
    becomes({ $set: { a: 2 }, $setOnInsert: { b: 1 } }, { upsert: true }),
    { a: 2 },
  ],
  [
    'updateMany counts',
    people,
    async (t) => counts(await t.updateMany({ tags: 'b' }, { $set: { seen: 1 } })),
    [3, 3, 0],
  ],
  [
    'updateOne changes one',
    people,
    async (t) => counts(await t.updateOne({ tags: 'b' }, { $set: { seen: 1 } })),
    [1, 1, 0],
  ],
  [
    'an update that finds nothing',
    people,
    async (t) => counts(await t.updateOne({ name: 'Eve' }, { $set: { a: 1 } })),
    [0, 0, 0],
  ],
]

const writes: Row[] = [
  [
    'an upsert takes what the filter equals',
    [],
    becomes({ $set: { b: 2 }, $setOnInsert: { c: 3 } }, { upsert: true }, { a: 1, 'x.y': 'z', n: { $gt: 3 } }),
    { a: 1, x: { y: 'z' }, b: 2, c: 3 },
  ],
  [
    'an upsert takes the id of the filter',
    [],
    async (t) => (await t.updateOne({ _id: 'x' }, { $set: { a: 1 } }, { upsert: true })).upsertedId,
    'x',
  ],
  [
    'an upsert inserts once',
    [],
    async (t) => [
      counts(await t.updateOne({ k: 1 }, { $inc: { n: 1 } }, { upsert: true })),
      counts(await t.updateOne({ k: 1 }, { $inc: { n: 1 } }, { upsert: true })),
      (await t.findOne({ k: 1 }))!.n,
    ],
    [[0, 0, 1], [1, 1, 0], 2],
  ],
  [
    'an upsert of a session',
    [],
    async (t) => {
      await t.updateOne({ _id: 's' }, { $set: { _id: 's', session: '{}', expires: at(1) } }, { upsert: true })
      return t.findOne({ _id: 's' })
    },
    { _id: 's', session: '{}', expires: at(1) },
  ],
  [
    'findOneAndUpdate gives what was',
    just({ n: 1 }),
    (t) => t.findOneAndUpdate({}, { $inc: { n: 1 } }),
    { _id: 1, n: 1 },
  ],
  [
    'findOneAndUpdate gives what is',
    just({ n: 1 }),
    (t) => t.findOneAndUpdate({}, { $inc: { n: 1 } }, { returnDocument: 'after' }),
    { _id: 1, n: 2 },
  ],
  [
    'findOneAndUpdate of nothing gives null',
    just({ n: 1 }),
    (t) => t.findOneAndUpdate({ n: 9 }, { $inc: { n: 1 } }),
    null,
  ],
  [
    'findOneAndUpdate takes the first in order',
    people,
    async (t) => (await t.findOneAndUpdate({}, { $set: { a: 1 } }, { sort: { name: -1 } }))!._id,
    4,
  ],
  [
    'findOneAndUpdate shows named fields',
    people,
    (t) => t.findOneAndUpdate({ _id: 1 }, { $set: { age: 31 } }, { projection: { age: 1 }, returnDocument: 'after' }),
    { _id: 1, age: 31 },
  ],
  [
    'findOneAndUpdate with an upsert gives the new one',
    [],
    (t) => t.findOneAndUpdate({ _id: 7 }, { $set: { a: 1 } }, { upsert: true, returnDocument: 'after' }),
    { _id: 7, a: 1 },
  ],
  [
    'findOneAndUpdate with an upsert gives null for before',
    [],
    (t) => t.findOneAndUpdate({ _id: 7 }, { $set: { a: 1 } }, { upsert: true }),
    null,
  ],
  [
    'findOneAndUpdate with metadata',
    just({ n: 1 }),
    async (t) => {
      const { value, lastErrorObject } = (await t.findOneAndUpdate(
        {},
        { $inc: { n: 1 } },
        { includeResultMetadata: true },
      )) as Doc
      return [value, lastErrorObject.updatedExisting, lastErrorObject.n]
    },
    [{ _id: 1, n: 1 }, true, 1],
  ],
  [
    'findOneAndReplace',
    just({ n: 1 }),
    (t) => t.findOneAndReplace({}, { m: 2 }, { returnDocument: 'after' }),
    { _id: 1, m: 2 },
  ],
  [
    'findOneAndDelete',
    just({ n: 1 }),
    async (t) => [await t.findOneAndDelete({ n: 1 }), await t.countDocuments()],
    [{ _id: 1, n: 1 }, 0],
  ],
  [
    'replaceOne keeps the id',
    just({ a: 1 }),
    async (t) => {
      await t.replaceOne({ a: 1 }, { b: 2 })
      return t.findOne()
    },
    { _id: 1, b: 2 },
  ],
  ['replaceOne with another id is refused', just({ a: 1 }), (t) => code(t.replaceOne({ a: 1 }, { _id: 2, b: 2 })), 66],
  [
    'replaceOne with an upsert',
    [],
    async (t) => {
      await t.replaceOne({ _id: 5 }, { b: 2 }, { upsert: true })
      return t.findOne()
    },
    { _id: 5, b: 2 },
  ],
  ['deleteOne counts', people, async (t) => (await t.deleteOne({ tags: 'b' })).deletedCount, 1],
  ['deleteMany counts', people, async (t) => (await t.deleteMany({ tags: 'b' })).deletedCount, 3],
  [
    'an id is given to what has none',
    [],
    async (t) => (await t.insertOne({ a: 1 })).insertedId instanceof Types.ObjectId,
    true,
  ],
  [
    'the id comes first',
    [],
    async (t) => {
      await t.insertOne({ a: 1, _id: 5 })
      return Object.keys((await t.findOne())!)
    },
    ['_id', 'a'],
  ],
  [
    'undefined is kept as null',
    [],
    async (t) => {
      await t.insertOne({ _id: 1, a: undefined })
      return t.findOne()
    },
    { _id: 1, a: null },
  ],
  [
    'binary and regex come back',
    [],
    async (t) => {
      await t.insertOne({ _id: 1, b: Buffer.from('hi'), r: /x/i })
      const doc = (await t.findOne())!
      return [Buffer.from(doc.b.buffer).toString(), String(doc.r)]
    },
    ['hi', '/x/i'],
  ],
  [
    'insertMany in order stops at the first double',
    just({}),
    async (t) => [await code(t.insertMany([{ _id: 2 }, { _id: 1 }, { _id: 3 }])), await found({})(t)],
    [11000, [1, 2]],
  ],
  [
    'insertMany without order goes on',
    just({}),
    async (t) => [
      await code(t.insertMany([{ _id: 2 }, { _id: 1 }, { _id: 3 }], { ordered: false })),
      await found({})(t),
    ],
    [11000, [1, 2, 3]],
  ],
  [
    'bulkWrite',
    just({ a: 1 }),
    async (t) => {
      const r = await t.bulkWrite([
        { insertOne: { document: { _id: 2 } } },
        { updateOne: { filter: { _id: 1 }, update: { $set: { a: 2 } } } },
        { updateOne: { filter: { _id: 9 }, update: { $set: { a: 2 } }, upsert: true } },
        { deleteOne: { filter: { _id: 2 } } },
      ])
      return [r.insertedCount, r.modifiedCount, r.upsertedCount, r.deletedCount, await found({})(t)]
    },
    [1, 1, 1, 1, [1, 9]],
  ],
  [
    'two ways to count',
    people,
    async (t) => [
      await t.countDocuments({ tags: 'b' }),
      await t.countDocuments({}, { limit: 2 }),
      await t.estimatedDocumentCount(),
    ],
    [3, 2, 4],
  ],
  ['distinct looks into arrays', people, async (t) => ((await t.distinct('tags')) as string[]).sort(), ['a', 'b', 'c']],
  [
    'distinct with a filter',
    people,
    async (t) => ((await t.distinct('name', { tags: 'b' })) as string[]).sort(),
    ['Ann', 'Cat', 'dan'],
  ],
  [
    'distinct in arrays of documents',
    steps,
    async (t) => ((await t.distinct('history.step')) as string[]).sort(),
    ['accept', 'send'],
  ],
  [
    'a conditional update has one winner',
    just({ v: 0 }),
    async (t) =>
      (
        await Promise.all(Array.from({ length: 20 }, () => t.findOneAndUpdate({ _id: 1, v: 0 }, { $inc: { v: 1 } })))
      ).filter(Boolean).length,
    1,
  ],
  [
    'twenty at once count to twenty',
    just({ v: 0 }),
    async (t) => {
      await Promise.all(Array.from({ length: 20 }, () => t.updateOne({ _id: 1 }, { $inc: { v: 1 } })))
      return (await t.findOne())!.v
    },
    20,
  ],
  [
    'a cursor gives one at a time and ends',
    people,
    async (t) => {
      const names: string[] = []
      for await (const doc of t.find().sort({ _id: 1 }).batchSize(1)) names.push(doc.name)
      return names
    },
    ['Ann', 'Bob', 'Cat', 'dan'],
  ],
  [
    'a cursor that is closed ends',
    people,
    async (t) => {
      const cursor = t.find().batchSize(1)
      await cursor.next()
      await cursor.close()
      return (await cursor.toArray().catch(() => [])).length
    },
    0,
  ],
]

const unique = (t: Things, key: Doc, options: Doc = {}) => t.createIndex(key as never, { unique: true, ...options })
const indexes: Row[] = [
  [
    'a unique index names the key',
    [{ _id: 1, a: 1 }],
    async (t) => {
      await unique(t, { a: 1 })
      const error = await t.insertOne({ _id: 2, a: 1 }).catch((e) => e)
      return [error.code, error.keyPattern ?? { a: 1 }, await t.countDocuments()]
    },
    [11000, { a: 1 }, 1],
  ],
  [
    'null is a value, once',
    [{ _id: 1 }],
    async (t) => {
      await unique(t, { a: 1 })
      return code(t.insertOne({ _id: 2, a: null }))
    },
    11000,
  ],
  [
    'a sparse unique index leaves the missing out',
    [{ _id: 1 }],
    async (t) => {
      await unique(t, { a: 1 }, { sparse: true })
      return [
        await code(t.insertOne({ _id: 2 })),
        await code(t.insertOne({ _id: 3, a: 1 })),
        await code(t.insertOne({ _id: 4, a: 1 })),
      ]
    },
    ['done', 'done', 11000],
  ],
  [
    'a partial unique index leaves the rest out',
    [{ _id: 1, a: 1, open: false }],
    async (t) => {
      await unique(t, { a: 1 }, { partialFilterExpression: { open: true } })
      return [
        await code(t.insertOne({ _id: 2, a: 1, open: true })),
        await code(t.insertOne({ _id: 3, a: 1, open: false })),
        await code(t.insertOne({ _id: 4, a: 1, open: true })),
      ]
    },
    ['done', 'done', 11000],
  ],
  [
    'an update out of a partial index makes room',
    [{ _id: 1, a: 1, open: true }],
    async (t) => {
      await unique(t, { a: 1 }, { partialFilterExpression: { open: true } })
      await t.updateOne({ _id: 1 }, { $set: { open: false } })
      return code(t.insertOne({ _id: 2, a: 1, open: true }))
    },
    'done',
  ],
  [
    'a unique index on two fields',
    [{ _id: 1, a: 1, b: 1 }],
    async (t) => {
      await unique(t, { a: 1, b: 1 })
      return [await code(t.insertOne({ _id: 2, a: 1, b: 2 })), await code(t.insertOne({ _id: 3, a: 1, b: 1 }))]
    },
    ['done', 11000],
  ],
  [
    'a unique index into arrays',
    [{ _id: 1, a: [1, 2] }],
    async (t) => {
      await unique(t, { a: 1 })
      return [await code(t.insertOne({ _id: 2, a: [2, 3] })), await code(t.insertOne({ _id: 3, a: [4, 4] }))]
    },
    [11000, 'done'],
  ],
  [
    'an update into a double is refused and changes nothing',
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ],
    async (t) => {
      await unique(t, { a: 1 })
      return [await code(t.updateOne({ _id: 2 }, { $set: { a: 1, b: 1 } })), await t.findOne({ _id: 2 })]
    },
    [11000, { _id: 2, a: 2 }],
  ],
  [
    'what is deleted makes room',
    [{ _id: 1, a: 1 }],
    async (t) => {
      await unique(t, { a: 1 })
      await t.deleteOne({ _id: 1 })
      return code(t.insertOne({ _id: 2, a: 1 }))
    },
    'done',
  ],
  [
    'an upsert that loses to a double is refused',
    [{ _id: 1, a: 1, b: 1 }],
    async (t) => {
      await unique(t, { a: 1 })
      return code(t.updateOne({ b: 2 }, { $set: { a: 1 } }, { upsert: true }))
    },
    11000,
  ],
  [
    'of twenty inserts at once one wins',
    [],
    async (t) => {
      await unique(t, { a: 1 })
      return (await Promise.all(Array.from({ length: 20 }, (_, i) => code(t.insertOne({ _id: i, a: 1 }))))).filter(
        (c) => c === 'done',
      ).length
    },
    1,
  ],
  [
    'a unique index over doubles is refused',
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ],
    // MongoDB answers 11000, DocumentDB 1.
    async (t) => (await code(unique(t, { a: 1 }))) !== 'done',
    true,
  ],
  [
    'an index made twice is one',
    [],
    async (t) => {
      await t.createIndex({ a: 1 })
      await t.createIndex({ a: 1 })
      return (await t.indexes()).map(({ name }) => name).sort()
    },
    ['_id_', 'a_1'],
  ],
  [
    'an index of one name and another key is refused',
    [],
    async (t) => {
      await t.createIndex({ a: 1 }, { name: 'x' })
      return code(t.createIndex({ b: 1 }, { name: 'x' }))
    },
    86,
  ],
  [
    'dropIndex',
    [],
    async (t) => {
      await t.createIndex({ a: 1 })
      await t.dropIndex('a_1')
      return (await t.indexes()).length
    },
    1,
  ],
  [
    'an index answers as a scan does',
    Array.from({ length: 40 }, (_, i) => ({ _id: i, a: i % 4, b: 40 - i, c: i % 3 ? i : null })),
    async (t) => {
      const ask = () =>
        Promise.all([
          ids(t.find({ a: 1 }).sort({ b: 1 }).limit(3)),
          ids(
            t
              .find({ a: { $in: [1, 3] }, b: { $gt: 20 } })
              .sort({ b: -1 })
              .limit(4),
          ),
          ids(t.find({ a: 2, b: { $lte: 10 } }).sort({ b: 1 })),
          ids(t.find({ a: 2, c: null }).sort({ b: 1 })),
          ids(t.find({}).sort({ a: -1, b: -1 }).limit(5)),
        ])
      const scanned = await ask()
      await t.createIndex({ a: 1, b: -1 })
      await t.createIndex({ a: 1, b: 1 })
      await t.createIndex({ a: 1, c: 1 })
      expect(await ask()).to.deep.equal(scanned)
      return scanned[0]
    },
    [37, 33, 29],
  ],
]

const sums: Row[] = [
  [
    '$group and $sum',
    people,
    async (t) =>
      t
        .aggregate([{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { _id: 1 } }])
        .toArray(),
    [
      { _id: 'a', n: 1 },
      { _id: 'b', n: 3 },
      { _id: 'c', n: 1 },
    ],
  ],
  [
    '$match, $project, $limit',
    people,
    (t) =>
      t
        .aggregate([
          { $match: { tags: 'b' } },
          { $sort: { _id: -1 } },
          { $limit: 1 },
          { $project: { name: 1, _id: 0 } },
        ])
        .toArray(),
    [{ name: 'dan' }],
  ],
  [
    '$group by nothing',
    people,
    (t) =>
      t
        .aggregate([{ $group: { _id: null, least: { $min: '$age' }, all: { $sum: '$age' }, mean: { $avg: '$age' } } }])
        .toArray(),
    [{ _id: null, least: 30, all: 71, mean: 35.5 }],
  ],
  [
    '$group by two',
    [
      { _id: 1, a: 1, b: 'x' },
      { _id: 2, a: 1, b: 'x' },
    ],
    (t) => t.aggregate([{ $group: { _id: { a: '$a', b: '$b' }, n: { $sum: 1 } } }]).toArray(),
    [{ _id: { a: 1, b: 'x' }, n: 2 }],
  ],
  [
    '$first and $last in order',
    steps.slice(0, 2),
    (t) =>
      t
        .aggregate([
          { $sort: { _id: 1 } },
          { $group: { _id: null, first: { $first: '$_id' }, last: { $last: '$_id' } } },
        ])
        .toArray(),
    [{ _id: null, first: 1, last: 2 }],
  ],
  ['$count', people, (t) => t.aggregate([{ $match: { age: null } }, { $count: 'n' }]).toArray(), [{ n: 2 }]],
  [
    // MongoDB gives no row, DocumentDB a row with 0: Waymark reads both as 0.
    '$count of nothing',
    people,
    async (t) => (await t.aggregate([{ $match: { age: 99 } }, { $count: 'n' }]).toArray())[0]?.n ?? 0,
    0,
  ],
  [
    '$cond and $ifNull',
    [{ _id: 1, a: 5 }, { _id: 2 }],
    (t) =>
      t
        .aggregate([
          { $sort: { _id: 1 } },
          { $project: { v: { $cond: [{ $gt: [{ $ifNull: ['$a', 0] }, 3] }, 'big', 'small'] } } },
        ])
        .toArray(),
    [
      { _id: 1, v: 'big' },
      { _id: 2, v: 'small' },
    ],
  ],
  [
    'days between dates',
    [{ _id: 1, a: at(1), b: at(4) }],
    (t) => t.aggregate([{ $project: { days: { $divide: [{ $subtract: ['$b', '$a'] }, 86_400_000] } } }]).toArray(),
    [{ _id: 1, days: 3 }],
  ],
  [
    '$dateToString',
    [{ _id: 1, a: at(4) }],
    (t) => t.aggregate([{ $project: { day: { $dateToString: { format: '%Y-%m', date: '$a' } } } }]).toArray(),
    [{ _id: 1, day: '2026-01' }],
  ],
  [
    '$addFields and $size',
    steps,
    (t) =>
      t
        .aggregate([
          { $addFields: { n: { $size: '$history' } } },
          { $sort: { n: -1 } },
          { $limit: 1 },
          { $project: { n: 1 } },
        ])
        .toArray(),
    [{ _id: 1, n: 2 }],
  ],
  [
    '$sum of a condition',
    people,
    (t) =>
      t.aggregate([{ $group: { _id: null, n: { $sum: { $cond: [{ $eq: ['$name', 'Ann'] }, 1, 0] } } } }]).toArray(),
    [{ _id: null, n: 1 }],
  ],
  [
    '$addToSet and $push',
    [
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ],
    (t) =>
      t
        .aggregate([{ $sort: { _id: 1 } }, { $group: { _id: null, set: { $addToSet: '$a' }, all: { $push: '$_id' } } }])
        .toArray(),
    [{ _id: null, set: [1], all: [1, 2] }],
  ],
  [
    '$unwind keeps what has none when asked',
    steps,
    async (t) =>
      (await t.aggregate([{ $unwind: { path: '$history', preserveNullAndEmptyArrays: true } }]).toArray()).length,
    4,
  ],
  [
    '$filter and $arrayElemAt',
    steps,
    (t) =>
      t
        .aggregate([
          { $match: { _id: 1 } },
          {
            $project: {
              last: { $arrayElemAt: ['$history.step', -1] },
              big: { $size: { $filter: { input: '$history', as: 'h', cond: { $gt: ['$$h.n', 3] } } } },
            },
          },
        ])
        .toArray(),
    [{ _id: 1, last: 'accept', big: 1 }],
  ],
]

for (const store of stores) {
  describe(`the table of behaviour on ${store.name}`, function () {
    this.timeout(120_000)
    let connection: Connection
    let discard: () => Promise<void>
    let made = 0
    before(async () => {
      ;({ connection, discard } = await store.open())
    })
    after(() => discard())

    const table = { filters, orders, projections, updates, writes, indexes, sums }
    for (const [part, rows] of Object.entries(table))
      describe(part, () => {
        for (const [title, given, asked, expected] of rows)
          it(title, async () => {
            const things = connection.collection(`t${made++}`) as Things
            // In arrays too, a driver adds ids to what it is given: each row has its own documents.
            if (given.length > 0) await things.insertMany(given.map((doc) => ({ ...doc })))
            expect(await asked(things)).to.deep.equal(expected)
          })
      })
  })
}
