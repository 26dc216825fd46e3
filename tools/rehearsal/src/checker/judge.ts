import type { HistoryEvent, Read, WriteEnded } from '../history/event.ts';
import type { Register } from '../history/register.ts';

/** Undefined: there was nothing to check. True: it held. A text: it didn't, and how. */
export type Verdict = undefined | true | string;

/** An acknowledged or refused write, with how it was sent. */
export interface Answered extends WriteEnded {
  session: string;
  began: number;
  sentCaption?: string;
}

/** A rule about one attachment: judges what a read showed, or how a write was answered. */
export interface AttachmentRule {
  name: string;
  read(read: Read, register: Register): Verdict;
  write?(write: Answered, register: Register): Verdict;
}

/** A rule about events that are judged on their own. */
export interface EventRule {
  name: string;
  judge(event: HistoryEvent): Verdict;
}
