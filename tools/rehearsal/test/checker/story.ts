import type { HistoryEvent, Saw, SentPhoto } from '../../src/history/event.ts';

const SHA256 = 'a'.repeat(64);
/** What never changes of the photo that stories are about. */
export const PHOTO: SentPhoto = {
  ...{ sha256: SHA256, byteSize: 100, contentType: 'image/png', fileName: 'a.png' },
  ...{ messageId: 'message-1', uploaderId: 'ann', position: 0, createdAt: '2026-01-01' },
};

/** Tells a history of one attachment in short sentences; times are given by the test. */
export class Story {
  readonly events: HistoryEvent[] = [];
  readonly attachment: string;
  #writes = 0;

  constructor(attachment = 'photo-1') {
    this.attachment = attachment;
  }

  uploaded(ended: number, version = ended, session = 'ann'): this {
    return this.#add({
      type: 'uploaded',
      attachment: this.attachment,
      session,
      began: ended - 1,
      ended,
      photo: PHOTO,
      caption: '',
      version: String(version),
    });
  }

  /** Begins a write, and gives what ends it. */
  begins(
    at: number,
    caption: string | undefined,
    session = 'ann',
  ): {
    acknowledged(at: number, version?: number): void;
    refused(at: number): void;
    lost(at: number): void;
  } {
    this.#writes += 1;
    const write = this.#writes;
    const change =
      caption === undefined ? { type: 'delete' as const } : { type: 'edit' as const, caption };
    const { attachment } = this;
    this.#add({ type: 'write-began', attachment, write, session, at, change });
    const end = (
      ended: number,
      outcome: Extract<HistoryEvent, { type: 'write-ended' }>['outcome'],
    ) => this.#add({ type: 'write-ended', attachment, write, at: ended, outcome });
    return {
      acknowledged: (ended, version = ended) => {
        const edited = caption === undefined ? {} : { caption, version: String(version) };
        end(ended, { type: 'acknowledged', ...edited });
      },
      refused: (ended) => end(ended, { type: 'refused' }),
      lost: (ended) => end(ended, { type: 'unknown' }),
    };
  }

  edited(began: number, ended: number, caption: string, version = ended): this {
    this.begins(began, caption).acknowledged(ended, version);
    return this;
  }

  deleted(began: number, ended: number): this {
    this.begins(began, undefined).acknowledged(ended);
    return this;
  }

  looked(
    began: number,
    ended: number,
    caption: string,
    version: number,
    more: {
      session?: string;
      photo?: Partial<SentPhoto>;
      mayLag?: boolean;
      atRest?: boolean;
    } = {},
  ): this {
    const { session = 'bob', photo, ...how } = more;
    const saw = { caption, version: String(version), ...PHOTO, ...photo };
    return this.#read(began, ended, { type: 'present', ...saw }, session, how);
  }

  gotBytes(began: number, ended: number, sha256 = SHA256): this {
    return this.#read(began, ended, { type: 'bytes', sha256, expected: SHA256 }, 'bob');
  }

  missing(began: number, ended: number, session = 'bob'): this {
    return this.#read(began, ended, { type: 'missing' }, session);
  }

  #read(began: number, ended: number, saw: Saw, session: string, how: object = {}): this {
    const { attachment } = this;
    return this.#add({ type: 'read', attachment, session, began, ended, saw, ...how });
  }

  #add(event: HistoryEvent): this {
    this.events.push(event);
    return this;
  }
}
