/** Path of an attachment at the media service. */
export function mediaPath(id: string): string {
  return `/media/attachments/${encodeURIComponent(id)}`;
}

/** Path of an attachment's bytes, which the grant in it opens to whoever has it. */
export function mediaContentPath(id: string, grant: string): string {
  return `${mediaPath(id)}/content?grant=${encodeURIComponent(grant)}`;
}

/** Where photos are uploaded, each in a request of its own. */
export const mediaUploadPath = '/media/attachments';

/** Name of the photo's part in the multipart request. */
export const PHOTO_FIELD = 'photo';
