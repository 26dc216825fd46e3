/** Attachments by id, in the order of ids: those after `after`, up to and including `upTo`. */
export interface KeyRange {
  after: string;
  upTo: string;
}

/** All attachments there are or will be: the nil UUID is nobody's id (RFC 9562, 5.9). */
export const ALL_KEYS: KeyRange = {
  after: '00000000-0000-0000-0000-000000000000',
  upTo: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

/** A range that ends where the next one begins, and how many attachments it had when it was cut. */
export interface CutRange extends KeyRange {
  rows: number;
}
