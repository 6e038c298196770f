/** Things by each of their names. */
export function grouped<T>(all: T[], names: (one: T) => string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    for (const name of names(one)) {
      const same = groups.get(name)
      if (same) same.push(one)
      else groups.set(name, [one])
    }
  }
  return groups
}
