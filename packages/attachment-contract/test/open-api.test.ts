import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApiDocument } from '../src/openapi/document.ts';

const document = openApiDocument({ version: '1.2.3' });
const paths = Object.entries(document.paths ?? {});
const operations = paths.flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate({ ...document });
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info.version).toBe('1.2.3');
  });

  it('has every public route', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual([
      'DELETE /api/attachments/{id}',
      'DELETE /api/messages/{id}',
      'DELETE /api/sessions',
      'DELETE /media/attachments/{id}',
      'GET /api/attachments/{id}',
      'GET /api/attachments/{id}/content',
      'GET /api/conversations',
      'GET /api/conversations/{id}/media-grant',
      'GET /api/conversations/{id}/messages',
      'GET /media/attachments/{id}',
      'GET /media/attachments/{id}/content',
      'PATCH /api/attachments/{id}',
      'PATCH /media/attachments/{id}',
      'POST /api/conversations',
      'POST /api/conversations/{id}/messages',
      'POST /api/sessions',
      'POST /api/users',
      'POST /media/attachments',
    ]);
  });

  it.each(operations)('$name answers errors with problems, and asks for a session', (route) => {
    const { responses, security } = route.operation;
    for (const [status, response] of Object.entries(responses)) {
      if (/^[123]/.test(status)) continue;
      expect(response).toHaveProperty(['content', 'application/problem+json', 'schema', '$ref']);
    }
    const open = ['POST /api/users', 'POST /api/sessions'].includes(route.name);
    const schemes = security?.flatMap((alternative: object) => Object.keys(alternative));
    if (route.name.includes('/media/')) expect(schemes?.[0]).toBe('grant');
    else expect(schemes).toEqual(open ? undefined : ['bearer', 'cookie']);
  });
});
