import { openApiDocument } from '@photos/attachment-contract/openapi';
import type { Express } from 'express';

export function openApiRoutes(app: Express): void {
  const document = openApiDocument({ version: '1.0.0' });
  app.get('/api/openapi.json', (_req, res) => {
    res.json(document);
  });
}
