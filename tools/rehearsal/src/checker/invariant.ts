/** So many kinds of violations get examples. */
const MAX_KINDS = 20;
/** So many violations of one kind are kept. */
const MAX_ALIKE = 3;

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
  /** For people: the first violation of each kind, then the second of each, and so on. */
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
  readonly #examples = new Map<string, string[]>();

  constructor(name: string) {
    this.name = name;
  }

  held(): void {
    this.#checked += 1;
  }

  /** @param kind violations that are alike have the same: one that is seen often hides no other */
  violated(kind: string, example: string): void {
    this.#checked += 1;
    this.#violations += 1;
    const alike = this.#examples.get(kind) ?? [];
    if (alike.length === 0 && this.#examples.size === MAX_KINDS) return;
    if (alike.length < MAX_ALIKE) this.#examples.set(kind, [...alike, example]);
  }

  get violations(): number {
    return this.#violations;
  }

  /** @param notApplicable why the run could not check it, if it could not */
  result(notApplicable?: string): Invariant {
    const counts = {
      checked: this.#checked,
      violations: this.#violations,
      examples: this.#mixed(),
    };
    const ok = this.#checked > 0 && this.#violations === 0;
    // A violation counts whatever was expected to apply.
    if (notApplicable === undefined || this.#violations > 0) {
      return { name: this.name, ok, ...counts, applies: true };
    }
    return { name: this.name, ok: false, ...counts, applies: false, reason: notApplicable };
  }

  #mixed(): string[] {
    const kinds = [...this.#examples.values()];
    return Array.from({ length: MAX_ALIKE }, (_, nth) => nth).flatMap((nth) =>
      kinds.flatMap((alike) => alike.slice(nth, nth + 1)),
    );
  }
}
