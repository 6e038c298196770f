import { expect } from 'chai'
import {
  type Booking,
  book,
  calendarOf,
  changeAppointment,
  remindOfAppointments,
} from '../../lifecycle/appointments.ts'
import { takeStep } from '../../lifecycle/take-step.ts'
import { Referral } from '../../models/referral.ts'
import { aReferral, grace, ready, stranger, tariq, thePerson } from './people.ts'

const at = new Date('2031-03-03T10:00:00Z')
const inDays = (days: number) => new Date(at.getTime() + days * 86_400_000)
const booking: Booking = { startsAt: inDays(7), minutes: 45, channel: 'in_person', where: 'The Settling House' }

async function accepted() {
  const { reference, supportRequest } = await aReferral({ at, quietly: true })
  await takeStep({ reference, step: 'accept', by: tariq, at, quietly: true })
  return { reference, sam: thePerson(supportRequest._id) }
}
const read = async (reference: string) => (await Referral.findOne({ reference }).lean())!

describe('Appointments', () => {
  before(ready)

  it('are offered, taken by the person, moved, and attended, each side told of what the other did', async () => {
    const { reference, sam } = await accepted()
    expect(await book(reference, tariq, { ...booking, offered: true }, at)).to.equal(null)
    const { _id } = (await read(reference)).appointments[0]!
    const change = (
      by: Parameters<typeof changeAppointment>[1],
      how: Parameters<typeof changeAppointment>[3],
      when = at,
    ) => changeAppointment(reference, by, String(_id), how, when)
    expect(await change(sam, { change: 'take' })).to.equal(null)
    expect(await change(tariq, { change: 'move', to: inDays(8) })).to.equal(null)
    expect(await change(tariq, { change: 'attended' })).to.equal('It hasn’t begun yet')
    expect(await change(tariq, { change: 'attended' }, inDays(9))).to.equal(null)
    expect(await change(tariq, { change: 'cancel', reason: 'ill' }, inDays(9))).to.equal(
      'This appointment is over or cancelled',
    )
    const { appointments, outbox, nextAppointmentAt } = await read(reference)
    expect(appointments[0]).to.deep.include({ state: 'attended', startsAt: inDays(8), moved: [inDays(7)] })
    expect(outbox.map(({ to, about }) => `${about} ${to}`)).to.deep.equal([
      'appointment person',
      'appointment provider',
      'appointment person',
    ])
    expect(nextAppointmentAt).to.equal(undefined)
  })

  it('are for the provider to book, and for the person to take or cancel only', async () => {
    const { reference, sam } = await accepted()
    for (const by of [grace, stranger, sam]) expect(await book(reference, by, booking, at)).to.equal(undefined)
    await book(reference, tariq, booking, at)
    const id = String((await read(reference)).appointments[0]!._id)
    expect(await changeAppointment(reference, sam, id, { change: 'move', to: inDays(3) }, at)).to.equal(undefined)
    expect(await changeAppointment(reference, stranger, id, { change: 'cancel', reason: 'ill' }, at)).to.equal(
      undefined,
    )
    expect(await changeAppointment(reference, sam, id, { change: 'cancel', reason: 'nonsense' }, at)).to.equal(
      'Choose a reason from the list',
    )
    expect(await changeAppointment(reference, sam, id, { change: 'cancel', reason: 'ill' }, at)).to.equal(null)
  })

  it('wait until the referral is accepted, and won’t do in the past or without a place', async () => {
    const { reference } = await aReferral({ at })
    expect(await book(reference, tariq, booking, at)).to.equal(undefined)
    const open = await accepted()
    const errors = await book(
      open.reference,
      tariq,
      { startsAt: inDays(-1), minutes: 0, channel: 'pigeon' as 'phone', where: ' ' },
      at,
    )
    expect(errors).to.have.all.keys('startsAt', 'minutes', 'channel', 'where')
    expect(await book(open.reference, tariq, { ...booking, startsAt: new Date('soon') }, at)).to.have.all.keys(
      'startsAt',
    )
  })

  it('are reminded of once, two days before', async () => {
    const { reference } = await accepted()
    await book(reference, tariq, booking, at)
    const reminders = async () => (await read(reference)).outbox.filter(({ about }) => about === 'reminder').length
    await remindOfAppointments(inDays(4))
    expect(await reminders()).to.equal(0)
    await Promise.all([
      remindOfAppointments(inDays(6)),
      remindOfAppointments(inDays(6)),
      remindOfAppointments(inDays(6)),
    ])
    await remindOfAppointments(inDays(6.5))
    expect(await reminders()).to.equal(1)
  })

  it('are reminded of although nobody was there to remind of the one before', async () => {
    const { reference } = await accepted()
    await book(reference, tariq, booking, at)
    await book(reference, tariq, { ...booking, startsAt: inDays(20) }, at)
    await remindOfAppointments(inDays(10))
    await remindOfAppointments(inDays(19))
    const { appointments, outbox } = await read(reference)
    expect(appointments.map(({ remindedAt }) => remindedAt)).to.deep.equal([undefined, inDays(19)])
    expect(outbox.filter(({ about }) => about === 'reminder')).to.have.length(1)
  })

  it('are not reminded of when they were made within those two days, nor once the referral has ended', async () => {
    const { reference } = await accepted()
    const reminders = async () => (await read(reference)).outbox.filter(({ about }) => about === 'reminder').length
    await book(reference, tariq, { ...booking, startsAt: inDays(1) }, at)
    await remindOfAppointments(at)
    expect(await reminders()).to.equal(0)
    await book(reference, tariq, booking, at)
    await takeStep({ reference, step: 'end_early', by: tariq, reason: 'stopped_coming', at })
    await remindOfAppointments(inDays(6))
    expect(await reminders()).to.equal(0)
  })

  it('go into a calendar, and replace what it has when they move', async () => {
    const { reference } = await accepted()
    await book(
      reference,
      tariq,
      { ...booking, where: 'The Settling House, 9 Ducie Close; first floor, above the bakery, ring twice' },
      at,
    )
    const referral = await read(reference)
    const [appointment] = referral.appointments
    const lines = calendarOf(appointment!, referral, false, at).split('\r\n')
    expect(lines).to.include.members([
      'DTSTART:20310310T100000Z',
      'DTEND:20310310T104500Z',
      'SEQUENCE:0',
      'STATUS:CONFIRMED',
      'SUMMARY:Appointment: Debt advice',
    ])
    expect(lines.every((line) => Buffer.byteLength(line) <= 75)).to.equal(true)
    expect(lines.join('\r\n').replaceAll('\r\n ', '')).to.include(
      'LOCATION:The Settling House\\, 9 Ducie Close\\; first floor',
    )
    expect(calendarOf({ ...appointment!, moved: [at] }, referral, false, at)).to.include('SEQUENCE:1')
    const discreet = calendarOf(appointment!, referral, true, at)
    expect(discreet)
      .to.include('SUMMARY:Appointment\r\n')
      .and.not.to.match(/Debt|Settling/)
  })
})
