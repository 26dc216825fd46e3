/** The database went away, or hung up. Whether the migration under way was applied is for the next run to find out. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';

  constructor(cause: unknown) {
    super('Run the migrations again, as the connection to the database was lost', { cause });
  }
}
