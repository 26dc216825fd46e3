import { z } from 'zod';
import { Id } from './id.ts';

/** Parameters of every route with `:id` in its path. */
export const PathParameters = z.object({ id: Id });
export type PathParameters = z.infer<typeof PathParameters>;
