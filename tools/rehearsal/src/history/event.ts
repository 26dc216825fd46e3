/** What never changes of a photo: what was sent, and what was answered when it was taken. */
export interface SentPhoto {
  sha256: string;
  byteSize: number;
  contentType: string;
  fileName: string;
  messageId: string | null;
  uploaderId: string;
  position: number;
  createdAt: string;
}

/** The photo was there, and looked like this. */
export interface SawPhoto extends SentPhoto {
  type: 'present';
  caption: string;
  /** Decimal, as it is on the wire. */
  version: string;
}

/** What a read gave: the metadata, bytes (of the whole photo or of a range of it), or a 404. */
export type Saw =
  | SawPhoto
  | { type: 'bytes'; sha256: string; expected: string }
  | { type: 'missing' };

/** Where it happened, for people: "phase 3, rolling monolith". */
interface Place {
  where?: string;
}

/** An upload that was acknowledged. From here on the photo must be there. */
export interface Uploaded extends Place {
  type: 'uploaded';
  attachment: string;
  session: string;
  began: number;
  ended: number;
  photo: SentPhoto;
  caption: string;
  version: string;
}

/** A write has been sent. It may take effect at any time from now on. */
export interface WriteBegan extends Place {
  type: 'write-began';
  attachment: string;
  /** Names the write in its `write-ended`. */
  write: number;
  session: string;
  at: number;
  change: { type: 'edit'; caption: string } | { type: 'delete' };
}

/**
 * A write was answered. `refused` says that the photo isn't there (404), `unknown` that no usable
 * answer came: then the write may have happened, or may happen later, or never.
 */
export interface WriteEnded extends Place {
  type: 'write-ended';
  attachment: string;
  write: number;
  at: number;
  outcome:
    | { type: 'acknowledged'; version?: string; caption?: string }
    | { type: 'refused' }
    | { type: 'unknown' };
}

/** A read that was answered. Reads without a usable answer say nothing and are left out. */
export interface Read extends Place {
  type: 'read';
  attachment: string;
  session: string;
  began: number;
  ended: number;
  saw: Saw;
  /** It was answered by a route that may be a little behind what other sessions have written. */
  mayLag?: boolean;
  /** It was made when everything was at rest, so it must show exactly the last state. */
  atRest?: boolean;
}

/** A request that was sent, and what was wrong with its answer, if anything. */
export interface Requested extends Place {
  type: 'request';
  request: string;
  failure?: string;
}

/** One comparison of two sides that must be equal, and how they differed, if they did. */
export interface Compared extends Place {
  type: 'compared';
  what: string;
  difference?: string;
}

/** An object of the bucket, at the end. Null: the photo is there, but the bucket has no object. */
export interface FoundObject extends Place {
  type: 'object';
  attachment: string;
  /** Whether a user can still see the attachment. */
  live: boolean;
  byteSize: number | null;
  /** Of the attachment, if it is live. */
  expectedByteSize?: number;
}

/** Whether the old table still exists after the migration's end. */
export interface LookedForTable extends Place {
  type: 'table';
  table: string;
  exists: boolean;
}

/** One thing that happened. Times are milliseconds of one monotonic clock. */
export type HistoryEvent =
  | Uploaded
  | WriteBegan
  | WriteEnded
  | Read
  | Requested
  | Compared
  | FoundObject
  | LookedForTable;
