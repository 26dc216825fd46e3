/** What a request may carry. Both sides read these, so that neither has a number of its own. */

/** Bytes of one photo: 20 MiB. */
export const MAX_PHOTO_BYTES = 20 * 1024 * 1024;
/** Photos of one message. */
export const MAX_PHOTOS = 10;
/** Characters (Unicode code points) of a message's body. */
export const MAX_BODY_CHARACTERS = 4_000;
/** Characters of a photo's caption. */
export const MAX_CAPTION_CHARACTERS = 500;
/** Characters of a photo's file name. */
export const MAX_FILE_NAME_CHARACTERS = 255;
/** Characters of a user's display name. */
export const MAX_DISPLAY_NAME_CHARACTERS = 100;
/** Characters of a conversation's title. */
export const MAX_TITLE_CHARACTERS = 200;
/** Handles that a new conversation may name. */
export const MAX_MEMBER_HANDLES = 100;
/** Fewest characters of a new password (NIST SP 800-63B, 3.1.1.2). */
export const MIN_PASSWORD_CHARACTERS = 8;
/** Most characters of a password: hashing has a cost, and a caller must not choose it. */
export const MAX_PASSWORD_CHARACTERS = 256;
/** Characters of an `Idempotency-Key` header. */
export const MAX_IDEMPOTENCY_KEY_CHARACTERS = 255;
/** Messages of a page, unless the request asks for another number. */
export const DEFAULT_PAGE_SIZE = 30;
/** Most messages of a page. */
export const MAX_PAGE_SIZE = 100;
