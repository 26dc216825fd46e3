const MAX_EXAMPLES = 20;

/** The names of the invariants, in the order of the report. */
export const INVARIANTS = [
  'no-failed-requests',
  'no-lost-attachment',
  'bytes-identical',
  'no-resurrection',
  'read-your-writes',
  'monotonic-versions',
  'parity',
  'no-orphan-objects',
  'old-table-gone',
] as const;
export type InvariantName = (typeof INVARIANTS)[number];

/** What came of one invariant. One that was never checked isn't ok. */
export interface Invariant {
  name: string;
  ok: boolean;
  checked: number;
  violations: number;
  /** The first violations, for people. */
  examples: string[];
  /** False: this run could not check it, for the reason given, so it says nothing. */
  applies: boolean;
  reason?: string;
}

/** Counts the checks of one invariant. */
export class Tally {
  readonly name: string;
  #checked = 0;
  #violations = 0;
  #examples: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  held(): void {
    this.#checked += 1;
  }

  violated(example: string): void {
    this.#checked += 1;
    this.#violations += 1;
    if (this.#examples.length < MAX_EXAMPLES) this.#examples.push(example);
  }

  get violations(): number {
    return this.#violations;
  }

  /** @param notApplicable why the run could not check it, if it could not */
  result(notApplicable?: string): Invariant {
    const counts = {
      checked: this.#checked,
      violations: this.#violations,
      examples: [...this.#examples],
    };
    const ok = this.#checked > 0 && this.#violations === 0;
    // A violation counts whatever was expected to apply.
    if (notApplicable === undefined || this.#violations > 0) {
      return { name: this.name, ok, ...counts, applies: true };
    }
    return { name: this.name, ok: false, ...counts, applies: false, reason: notApplicable };
  }
}
