import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { CharColumns } from './char-columns.ts';
import { ConnectionLostError } from './connection-lost-error.ts';

/**
 * One connection to a database, and an adapter through which the schema engine uses it and no other. So locks and
 * transactions that are taken on the connection hold for all that the engine does.
 */
export class Session {
  readonly adapter: PrismaPg;
  /** Why the last script failed, as PostgreSQL said it: the engine wraps it in what it went through itself. */
  scriptError: unknown;
  readonly chars = new CharColumns();
  readonly #client: pg.PoolClient;
  readonly #pool: pg.Pool;
  /** What the connection broke with. Later queries fail with less. */
  #firstError: Error | undefined;

  private constructor(pool: pg.Pool, client: pg.PoolClient) {
    this.#pool = pool;
    this.#client = client;
    // A pool would replace a lost connection without a word, and the transaction with it.
    const query = async (config: pg.QueryConfig) => this.chars.hide(await client.query(config));
    pool.query = query as typeof pool.query;
    client.on('error', (error) => {
      this.#firstError ??= error;
    });
    this.adapter = new SingleSessionAdapter(pool, this);
  }

  static async open(databaseUrl: string): Promise<Session> {
    const pool = new pg.Pool({
      connectionString: databaseUrl,
      max: 1,
      connectionTimeoutMillis: 10_000,
    });
    return new Session(pool, await pool.connect());
  }

  async query(sql: string): Promise<void> {
    await this.#client.query(sql);
  }

  /**
   * Runs a whole script in one go, as PostgreSQL parses it. The adapter's own way cuts it at every semicolon, those inside
   * of function bodies too.
   */
  async runScript(script: string): Promise<void> {
    try {
      await this.#client.query(script);
    } catch (error) {
      this.scriptError = error;
      throw error;
    }
  }

  /**
   * Rolls back what is under way.
   *
   * @throws ConnectionLostError when the connection is gone: nothing else keeps PostgreSQL from it
   */
  async rollBack(): Promise<void> {
    try {
      await this.#client.query('ROLLBACK');
    } catch (error) {
      throw new ConnectionLostError(this.#firstError ?? error);
    }
  }

  async close(): Promise<void> {
    this.#client.release(true);
    await this.#pool.end();
  }
}

class SingleSessionAdapter extends PrismaPg {
  readonly #session: Session;

  constructor(pool: pg.Pool, session: Session) {
    super(pool);
    this.#session = session;
  }

  override async connect() {
    const connection = await super.connect();
    const queryRaw = connection.queryRaw.bind(connection);
    connection.queryRaw = async (query) => this.#session.chars.restore(await queryRaw(query));
    connection.executeScript = (script) => this.#session.runScript(script);
    return connection;
  }

  /** Whoever lets the engine use a shadow database opens the session on one that is empty. */
  override connectToShadowDb() {
    return this.connect();
  }
}
