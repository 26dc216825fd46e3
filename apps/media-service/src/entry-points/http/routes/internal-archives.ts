import { validate } from '@photos/service-kit';
import type { Express } from 'express';
import { z } from 'zod';
import type { ArchiveStore } from '../../../data-access/archive-store.ts';

const Parameters = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'must be a file name'),
});

/** Where the monolith, which has no bucket any more, puts what it archives. */
export function internalArchiveRoutes(
  app: Express,
  { archives }: { archives: ArchiveStore },
): void {
  app.put('/internal/archives/:name', async (req, res) => {
    const { name } = validate(Parameters, req.params);
    res.status(201).json({ byteSize: await archives.put(name, req) });
  });
}
