/** Runs one parameterised statement and gives its rows. */
export type Query = <Row>(sql: string, ...values: unknown[]) => Promise<Row[]>;
