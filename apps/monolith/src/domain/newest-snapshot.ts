import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';

/**
 * Of two copies of one attachment, the one that a merge would keep: a deleted one, else the one of
 * the higher version. (Next to the phase before, two stores may give two edits one version, in the
 * same microsecond. The merge then goes by fingerprints; until it has, either may be shown.)
 */
export function newestOf(one: AttachmentSnapshot, other: AttachmentSnapshot): AttachmentSnapshot {
  const deleted = (snapshot: AttachmentSnapshot) => snapshot.deletedAt !== null;
  if (deleted(one) !== deleted(other)) return deleted(one) ? one : other;
  return BigInt(one.version) > BigInt(other.version) ? one : other;
}
