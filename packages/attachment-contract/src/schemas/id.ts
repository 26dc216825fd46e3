import { z } from 'zod';

/**
 * An id. New ones are UUIDv7 (RFC 9562), but anything of a UUID's shape is well formed: an id that
 * nobody ever made is unknown, not malformed. Lower-cased, so that ids compare as strings.
 */
export const Id = z.guid().toLowerCase().meta({ format: 'uuid' });
