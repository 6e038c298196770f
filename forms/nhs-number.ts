/**
 * Whether ten digits are an NHS number: the eleventh-remainder check digit of the NHS Data Dictionary (NHS NUMBER).
 * Takes digits only; spaces are taken out before.
 */
export function isNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false
  const sum = [...digits.slice(0, 9)].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0)
  const check = (11 - (sum % 11)) % 11
  return check !== 10 && check === Number(digits[9])
}
