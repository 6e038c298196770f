import cliProgress, { type MultiBar, Presets, type SingleBar } from 'cli-progress'

export interface Progress {
  /** How far it has come, and in words what it has. */
  at(done: number, total: number, words: string): void
  /** A line that stays. */
  say(line: string): void
  end(): void
}

const everyPercent = 10

/** A bar on a terminal; plain lines, one for every tenth, anywhere else. */
export function showProgress(): Progress {
  return process.stdout.isTTY ? bar() : lines()
}

function bar(): Progress {
  const bars: MultiBar = new cliProgress.MultiBar(
    { format: '{bar} {percentage}% · {words}', hideCursor: true, clearOnComplete: true, forceRedraw: true },
    Presets.shades_classic,
  )
  let one: SingleBar | undefined
  return {
    at(done, total, words) {
      one ??= bars.create(total, 0, { words })
      one.setTotal(total)
      one.update(done, { words })
    },
    say: (line) => (one ? bars.log(`${line}\n`) : console.log(line)),
    end: () => bars.stop(),
  }
}

function lines(): Progress {
  let said = 0
  return {
    at(done, total, words) {
      const percent = Math.floor((100 * done) / Math.max(total, 1))
      // Another file begins.
      if (percent < said) said = 0
      if (percent < said + everyPercent) return
      said = percent - (percent % everyPercent)
      console.log(`${percent}% · ${words}`)
    },
    say: (line) => console.log(line),
    end() {},
  }
}
