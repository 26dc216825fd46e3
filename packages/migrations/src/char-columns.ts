import { ColumnTypeEnum, type SqlResultSet } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/**
 * Gets the one-byte type `"char"`, of which PostgreSQL's catalogue is full, through the adapter, which doesn't know it, to
 * the engine, which wants it. Queries come one after the other, so remembering the last result's columns is enough.
 */
export class CharColumns {
  #names = new Set<string>();

  /** On the way to the adapter: text. */
  hide(result: pg.QueryResult): pg.QueryResult {
    const { CHAR, TEXT } = pg.types.builtins;
    const chars = result.fields.filter((field) => field.dataTypeID === CHAR);
    this.#names = new Set(chars.map((field) => field.name));
    for (const field of chars) field.dataTypeID = TEXT;
    return result;
  }

  /** On the way from the adapter: characters, of which the empty one is NUL. */
  restore({ columnNames, columnTypes, rows, ...rest }: SqlResultSet): SqlResultSet {
    const isChar = columnNames.map((name) => this.#names.has(name));
    return {
      ...rest,
      columnNames,
      columnTypes: columnTypes.map((type, i) => (isChar[i] ? ColumnTypeEnum.Character : type)),
      rows: rows.map((row) => row.map((value, i) => (isChar[i] && value === '' ? '\0' : value))),
    };
  }
}
