import type { WriteStream } from 'node:tty';

const clearLine = '\r\u001b[K';

/** What a progress line says. */
export interface Step {
  /** What is being done, such as `backfill`. */
  name: string;
  /** What is counted, such as `row`. */
  unit: string;
}

/**
 * Shows how far a command is, with rate and time left: on a terminal as one line that stays where it
 * is, elsewhere as a line every few seconds.
 */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #step: Step;
  readonly #everyMs: number;
  readonly #isTerminal: boolean;
  readonly #startedAt = performance.now();
  #lastShownAt = 0;
  #startedWith: number | undefined;

  constructor(step: Step, stream: NodeJS.WriteStream | WriteStream = process.stderr) {
    this.#step = step;
    this.#stream = stream;
    this.#isTerminal = stream.isTTY === true;
    this.#everyMs = this.#isTerminal ? 200 : 5_000;
  }

  /** @param note what else there is to say right now */
  update(done: number, total: number, note = ''): void {
    this.#startedWith ??= done;
    const now = performance.now();
    if (now - this.#lastShownAt < this.#everyMs) return;
    this.#lastShownAt = now;
    const line = this.#line(done, Math.max(done, total), note);
    this.#stream.write(this.#isTerminal ? `${clearLine}${line}` : `${line}\n`);
  }

  /** Says something that stays on the screen. */
  say(line: string): void {
    this.#stream.write(this.#isTerminal ? `${clearLine}${line}\n` : `${line}\n`);
  }

  /** Ends the line. */
  end(): void {
    if (this.#isTerminal) this.#stream.write(clearLine);
  }

  #line(done: number, total: number, note: string): string {
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    const rate = (done - (this.#startedWith ?? 0)) / seconds;
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    return [
      `${this.#step.name}: ${count(done)} of ${counted(total, this.#step.unit)}, ${percent} %`,
      `${counted(rate, this.#step.unit)}/s`,
      ...(rate > 0 ? [`${duration((total - done) / rate)} left`] : []),
      ...(note ? [note] : []),
    ].join(', ');
  }
}

/** A number for people to read. */
export function count(number: number): string {
  return Math.round(number).toLocaleString('en');
}

/**
 * `1 row`, `1,234 rows`.
 *
 * @param noun in the singular; its plural ends in an s
 */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${Math.round(number) === 1 ? noun : `${noun}s`}`;
}

/** Seconds for people to read, such as `1 h 4 min`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
