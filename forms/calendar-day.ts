/** A day as three boxes on a page give it: whatever was typed. */
export interface TypedDay {
  day: string
  month: string
  year: string
}

/**
 * The calendar day that was typed, as 'YYYY-MM-DD'; '' when all boxes are empty, null when there is no such day.
 * A month may be given as a number or by its English name or first three letters.
 */
export function calendarDay({ day, month, year }: TypedDay): string | null {
  if (!day.trim() && !month.trim() && !year.trim()) return ''
  const named = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
  const byName = named.indexOf(month.trim().slice(0, 3).toLowerCase()) + 1
  const [d, m, y] = [Number(day), byName || Number(month), Number(year)]
  if (!/^\d{4}$/.test(year.trim()) || !Number.isInteger(d) || !Number.isInteger(m)) return null
  const date = new Date(Date.UTC(y, m - 1, d))
  const real = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d
  return real ? date.toISOString().slice(0, 10) : null
}
