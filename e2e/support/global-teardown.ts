/** Stops what `global-setup.ts` started; external servers are left alone. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.__photosServers?.stop();
}
