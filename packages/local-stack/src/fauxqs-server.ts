/** The S3 server from npm, as a process of its own: arguments are its directory and its port. */
import { startFauxqs } from 'fauxqs';

const [s3StorageDir, port] = process.argv.slice(2);
if (!s3StorageDir || !port) throw new Error('usage: DIRECTORY PORT');

const server = await startFauxqs({ port: Number(port), s3StorageDir, logger: false });
process.once('SIGTERM', async () => {
  await server.stop();
  process.exit(0);
});
