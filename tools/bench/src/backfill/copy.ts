import { pipeline } from 'node:stream/promises';
import type { Stack } from '@photos/local-stack';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withDatabase } from './with-database.ts';

const columns =
  'id, message_id, conversation_id, uploader_id, position, file_name, content_type, byte_size, ' +
  'sha256, caption, version, created_at, updated_at, deleted_at';

/**
 * Copies all attachments from the monolith's database into a table of the service's with the same indexes as the real one, the
 * fastest way there is: COPY … TO piped into COPY … FROM.
 *
 * @returns seconds
 */
export async function copyAttachments(stack: Stack): Promise<number> {
  return await withDatabase(stack.databaseUrl('monolith'), (monolith) =>
    withDatabase(stack.databaseUrl('media-service'), async (service) => {
      await service.query('DROP TABLE IF EXISTS bench_copy');
      await service.query('CREATE TABLE bench_copy (LIKE attachments INCLUDING ALL)');
      const started = performance.now();
      await pipeline(
        monolith.query(copyTo(`COPY (SELECT ${columns} FROM attachments) TO STDOUT`)),
        service.query(copyFrom(`COPY bench_copy (${columns}) FROM STDIN`)),
      );
      const seconds = (performance.now() - started) / 1000;
      await service.query('DROP TABLE bench_copy');
      return seconds;
    }),
  );
}
