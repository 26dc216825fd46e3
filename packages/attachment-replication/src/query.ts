/** Runs one parameterised statement and gives its rows; Prisma's `$queryRawUnsafe` is one. */
export type Query = <Row>(sql: string, ...values: unknown[]) => Promise<Row[]>;
