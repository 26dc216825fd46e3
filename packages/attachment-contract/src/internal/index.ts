export * from './client.ts';
export * from './media-client.ts';
export * from './routes.ts';
export * from './snapshot.ts';
