export * from './client.ts';
export { fetchFrom } from './fetch-from.ts';
export * from './media-client.ts';
export * from './routes.ts';
export * from './snapshot.ts';
