import type { Read, SawPhoto, SentPhoto, Uploaded, WriteBegan, WriteEnded } from './event.ts';

/** How long after it was answered a read may still be judged; no request lasts as long. */
const HORIZON_MS = 120_000;
/** How far a route that may lag can be behind the writes of other sessions. */
export const LAG_MS = 10_000;

/** A version of the attachment that somebody wrote. `ended` is infinite while it is not known. */
interface Edit {
  write: number;
  session: string;
  began: number;
  ended: number;
  caption: string;
  /** Known once it was acknowledged. */
  version?: bigint;
}

interface Removal {
  write: number;
  session: string;
  began: number;
  /** When it was acknowledged; infinite while it is not. */
  ended: number;
}

/** A session has learned something, at a time. */
interface Learned {
  session: string;
  ended: number;
}

/** Who reads, from when on, and how strictly that is to be judged. */
export type Reader = Pick<Read, 'session' | 'began' | 'mayLag'>;

/**
 * What is known about one attachment: a register that is written (edited, deleted) and read
 * concurrently. It answers what a read may see, by the real-time order of operations: what was
 * acknowledged before the read began must show, what was sent before the read ended may show.
 * (Herlihy, Wing: Linearizability, 1990. For routes that may lag, the session guarantees of
 * Terry et al. 1994: a session's own writes, and what it has seen before, must show.)
 *
 * It forgets what can no longer matter, so its size doesn't grow with the number of operations.
 */
export class Register {
  readonly photo: SentPhoto;
  #edits: Edit[];
  #removals: Removal[] = [];
  #sightings: (Learned & { version: bigint })[] = [];
  #absences: Learned[] = [];
  /** A write had no usable answer, so what was acknowledged last may not be the last state. */
  #uncertain = false;

  constructor({ photo, session, began, ended, caption, version }: Uploaded) {
    this.photo = photo;
    this.#edits = [{ write: -1, session, began, ended, caption, version: BigInt(version) }];
  }

  begin({ write, session, at, change }: WriteBegan): void {
    const pending = { write, session, began: at, ended: Number.POSITIVE_INFINITY };
    if (change.type === 'delete') this.#removals.push(pending);
    else this.#edits.push({ ...pending, caption: change.caption });
  }

  end({ write, at, outcome }: WriteEnded): void {
    const edit = this.#edits.find((one) => one.write === write);
    const removal = this.#removals.find((one) => one.write === write);
    if (outcome.type === 'unknown') this.#uncertain = true;
    if (outcome.type === 'refused') {
      this.#edits = this.#edits.filter((one) => one !== edit);
      this.#removals = this.#removals.filter((one) => one !== removal);
    }
    if (outcome.type === 'acknowledged') {
      if (edit) {
        edit.ended = at;
        if (outcome.version !== undefined) edit.version = BigInt(outcome.version);
      }
      if (removal) removal.ended = at;
    }
    this.#forget(at);
  }

  /** Remembers what a session has seen: it must not see an older state later. */
  saw(read: Pick<Read, 'session' | 'ended'>, saw: SawPhoto | { type: 'missing' }): void {
    const { session, ended } = read;
    if (saw.type === 'missing') {
      if (!this.#absences.some((one) => one.session === session)) {
        this.#absences.push({ session, ended });
      }
      return;
    }
    const version = BigInt(saw.version);
    if (!this.#sightings.some((one) => one.session === session && one.version === version)) {
      this.#sightings.push({ session, ended, version });
      this.#forget(ended);
    }
  }

  /** The write as it was sent, if it is still remembered. */
  pending(write: number): { session: string; began: number; caption?: string } | undefined {
    return [...this.#edits, ...this.#removals].find((one) => one.write === write);
  }

  /** Whether the attachment may be absent for a read (or some write) that ended then. */
  mayBeGone(ended: number, write?: number): boolean {
    return this.#removals.some((removal) => removal.began < ended && removal.write !== write);
  }

  /** Whether the attachment must be absent for this reader. */
  mustBeGone(reader: Reader): boolean {
    return [...this.#removals, ...this.#absences].some((one) => binds(one, reader));
  }

  /** The captions that a read may give. */
  possibleCaptions(reader: Reader & { ended: number }): Set<string> {
    const binding = this.#edits.filter((one) => binds(one, reader));
    const possible = this.#edits.filter(
      (edit) => edit.began < reader.ended && !binding.some((later) => supersedes(later, edit)),
    );
    return new Set(possible.map(({ caption }) => caption));
  }

  /** Whether this reader must see an edit, and not only the upload. */
  hasEditFor(reader: Reader): boolean {
    return this.#edits.some((one) => one.write !== -1 && binds(one, reader));
  }

  /** The lowest version that this reader may see. */
  lowestVersion(reader: Reader): bigint {
    const known = [...this.#edits, ...this.#sightings].filter((one) => binds(one, reader));
    return known.reduce((max, { version = 0n }) => (version > max ? version : max), 0n);
  }

  /** The version that was acknowledged last, unless some write's outcome isn't known. */
  get lastVersion(): bigint | undefined {
    if (this.#uncertain) return undefined;
    return this.#edits.reduce((max, { version = 0n }) => (version > max ? version : max), 0n);
  }

  /** Drops the versions that were long replaced. */
  #forget(now: number): void {
    const old = [...this.#edits, ...this.#sightings].filter(
      ({ ended, version }) => version !== undefined && ended < now - HORIZON_MS,
    );
    const replaced = old.reduce((max, { version = 0n }) => (version > max ? version : max), 0n);
    const keep = ({ version }: { version?: bigint }) =>
      version === undefined || version >= replaced;
    this.#edits = this.#edits.filter(keep);
    this.#sightings = this.#sightings.filter(keep);
  }
}

/** Whether a reader must know of it: it was over before the read began. */
function binds({ session, ended }: Learned, reader: Reader): boolean {
  const lag = reader.mayLag === true && session !== reader.session ? LAG_MS : 0;
  return ended + lag < reader.began;
}

/** Whether an edit has replaced another: it has the higher version, or else came after it. */
function supersedes(later: Edit, earlier: Edit): boolean {
  if (later === earlier) return false;
  if (later.version !== undefined && earlier.version !== undefined) {
    return later.version > earlier.version;
  }
  return earlier.ended < later.began;
}
