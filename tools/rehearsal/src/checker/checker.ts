import type { HistoryEvent, Read, Uploaded, WriteBegan, WriteEnded } from '../history/event.ts';
import { Register } from '../history/register.ts';
import { bytesIdentical } from './bytes-identical.ts';
import { INVARIANTS, type Invariant, type InvariantName, Tally } from './invariant.ts';
import type { Answered, AttachmentRule, EventRule, Verdict } from './judge.ts';
import { kindOf } from './kind.ts';
import { monotonicVersions } from './monotonic-versions.ts';
import { noFailedRequests } from './no-failed-requests.ts';
import { noLostAttachment } from './no-lost-attachment.ts';
import { noOrphanObjects } from './no-orphan-objects.ts';
import { noResurrection } from './no-resurrection.ts';
import { oldTableGone } from './old-table-gone.ts';
import { parity } from './parity.ts';
import { readYourWrites } from './read-your-writes.ts';

const ATTACHMENT_RULES: AttachmentRule[] = [
  noLostAttachment,
  bytesIdentical,
  noResurrection,
  readYourWrites,
  monotonicVersions,
];
const EVENT_RULES: EventRule[] = [
  noFailedRequests,
  noLostAttachment,
  parity,
  noOrphanObjects,
  oldTableGone,
];

/** Invariants that a run could not check, and why. */
export type NotApplicable = Partial<Record<InvariantName, string>>;

/**
 * Judges a history while it happens. It is pure: it knows nothing but the events it is fed, in the
 * order in which they ended, so a recorded history gives the same result as the live one.
 */
export class Checker {
  readonly #registers = new Map<string, Register>();
  readonly #tallies = new Map(INVARIANTS.map((name) => [name as string, new Tally(name)]));

  /**
   * Takes the next event.
   *
   * @returns the violations that it showed, each as `invariant: what was wrong`
   */
  feed(event: HistoryEvent): string[] {
    switch (event.type) {
      case 'uploaded':
        return this.#uploaded(event);
      case 'write-began':
        return this.#writeBegan(event);
      case 'write-ended':
        return this.#writeEnded(event);
      case 'read':
        return this.#read(event);
      default:
        return EVENT_RULES.flatMap((rule) => this.#count(rule.name, rule.judge(event), event));
    }
  }

  /** Violations so far, of all invariants but failed requests, which are counted elsewhere. */
  get violations(): number {
    const others = [...this.#tallies.values()].filter(({ name }) => name !== noFailedRequests.name);
    return others.reduce((sum, tally) => sum + tally.violations, 0);
  }

  /** What came of each invariant. */
  results(notApplicable: NotApplicable = {}): Invariant[] {
    return INVARIANTS.map((name) => {
      const tally = this.#tallies.get(name) ?? new Tally(name);
      return tally.result(notApplicable[name]);
    });
  }

  #uploaded(event: Uploaded): string[] {
    if (this.#registers.has(event.attachment)) return [];
    this.#registers.set(event.attachment, new Register(event));
    return [];
  }

  #writeBegan(event: WriteBegan): string[] {
    this.#registers.get(event.attachment)?.begin(event);
    return [];
  }

  #writeEnded(event: WriteEnded): string[] {
    const register = this.#registers.get(event.attachment);
    const sent = register?.pending(event.write);
    if (register === undefined || sent === undefined) return [];
    const answered: Answered = {
      ...event,
      session: sent.session,
      began: sent.began,
      ...(sent.caption === undefined ? {} : { sentCaption: sent.caption }),
    };
    const violations =
      event.outcome.type === 'unknown'
        ? []
        : this.#judge(event, (rule) => rule.write?.(answered, register));
    register.end(event);
    if (event.outcome.type === 'refused' && register.mayBeGone(event.at)) {
      register.saw({ session: sent.session, ended: event.at }, { type: 'missing' });
    }
    return violations;
  }

  #read(event: Read): string[] {
    const register = this.#registers.get(event.attachment);
    if (register === undefined) return [];
    const violations = this.#judge(event, (rule) => rule.read(event, register));
    const { saw } = event;
    // What is wrong once is not held against later reads too.
    if (violations.length === 0 && saw.type !== 'bytes') register.saw(event, saw);
    return violations;
  }

  #judge(event: HistoryEvent, judge: (rule: AttachmentRule) => Verdict): string[] {
    return ATTACHMENT_RULES.flatMap((rule) => this.#count(rule.name, judge(rule), event));
  }

  #count(name: string, verdict: Verdict, event: HistoryEvent): string[] {
    if (verdict === undefined) return [];
    const tally = this.#tallies.get(name);
    if (verdict === true) {
      tally?.held();
      return [];
    }
    const what = describe(event, verdict);
    const where = event.where === undefined ? '' : ` (${event.where})`;
    tally?.violated(kindOf(event), `${what}${where}`);
    return [`${name}: ${what}`];
  }
}

/** Judges a whole history at once. */
export function check(history: HistoryEvent[], notApplicable: NotApplicable = {}): Invariant[] {
  const checker = new Checker();
  for (const event of history) checker.feed(event);
  return checker.results(notApplicable);
}

function describe(event: HistoryEvent, verdict: string): string {
  const who = 'session' in event ? ` for ${event.session}` : '';
  const isAboutAttachment = event.type === 'read' || event.type === 'write-ended';
  return isAboutAttachment ? `attachment ${event.attachment}${who}: ${verdict}` : verdict;
}
