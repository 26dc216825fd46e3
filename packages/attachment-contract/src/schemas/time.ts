import { z } from 'zod';

/** A point in time: ISO 8601 in UTC, such as `2024-05-01T12:00:00.000Z`. */
export const Time = z.iso.datetime().meta({ format: 'date-time' });
