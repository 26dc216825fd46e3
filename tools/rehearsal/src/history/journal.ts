import type { Checker } from '../checker/checker.ts';
import type { HistoryEvent, Saw, SentPhoto, WriteBegan, WriteEnded } from './event.ts';

/** When something was sent and answered. */
export interface Span {
  began: number;
  ended: number;
  mayLag?: boolean;
}

/** What the journal needs to know of an acknowledged upload. */
export interface AcknowledgedUpload {
  id: string;
  caption: string;
  version: string;
  photo: SentPhoto;
}

/** Ends a write that was begun. Gives the violations that its answer shows. */
export type EndWrite = (outcome: WriteEnded['outcome']) => string[];

/**
 * Writes down what users do and see, as the checker wants to hear it: in the order in which it
 * happened, on one clock, and with the place in the rehearsal.
 */
export class Journal {
  readonly #checker: Checker;
  readonly #place: () => string;
  #writes = 0;

  constructor(checker: Checker, place: () => string) {
    this.#checker = checker;
    this.#place = place;
  }

  uploaded(session: string, { id, ...upload }: AcknowledgedUpload, { began, ended }: Span): void {
    this.#feed({ type: 'uploaded', attachment: id, session, began, ended, ...upload });
  }

  beginWrite(session: string, attachment: string, change: WriteBegan['change']): EndWrite {
    this.#writes += 1;
    const write = this.#writes;
    const at = performance.now();
    this.#feed({ type: 'write-began', attachment, write, session, at, change });
    return (outcome) =>
      this.#feed({ type: 'write-ended', attachment, write, at: performance.now(), outcome });
  }

  /** @returns the violations that the read shows */
  read(session: string, attachment: string, span: Span, saw: Saw, atRest = false): string[] {
    const { began, ended, mayLag = false } = span;
    return this.#feed({
      type: 'read',
      attachment,
      session,
      began,
      ended,
      saw,
      ...(atRest ? { atRest } : { mayLag }),
    });
  }

  /** Anything that isn't about one attachment's operations. */
  note(
    event: Extract<HistoryEvent, { type: 'request' | 'compared' | 'object' | 'table' }>,
  ): string[] {
    return this.#feed(event);
  }

  #feed(event: HistoryEvent): string[] {
    return this.#checker.feed({ where: this.#place(), ...event });
  }
}
