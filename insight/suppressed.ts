/**
 * A count as it may be shown: 1 to 4 as 'fewer than 5', the rest to the nearest 5, so that nobody can be told apart, nor
 * by taking one figure from another. Source: NHS England, Mental Health Services Data Set, rules for small numbers.
 */
export function suppressed(count: number): string {
  if (count === 0) return '0'
  return count < 5 ? 'fewer than 5' : (Math.round(count / 5) * 5).toLocaleString('en-GB')
}
