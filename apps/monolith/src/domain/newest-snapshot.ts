import type { AttachmentSnapshot } from '@photos/attachment-contract/internal';

/**
 * Of two copies of one attachment, the one that a merge would keep: a deleted one, else the one of
 * the higher version. (Of one version there is only one copy: each write makes a version of its own.)
 */
export function newestOf(one: AttachmentSnapshot, other: AttachmentSnapshot): AttachmentSnapshot {
  const deleted = (snapshot: AttachmentSnapshot) => snapshot.deletedAt !== null;
  if (deleted(one) !== deleted(other)) return deleted(one) ? one : other;
  return BigInt(one.version) > BigInt(other.version) ? one : other;
}
