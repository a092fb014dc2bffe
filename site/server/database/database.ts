/** What may be bound to `$1`, `$2` …; JSON goes as its text with `$1::jsonb`. */
export type SqlValue = string | number | boolean | Date | null;

/** Runs single statements; the same SQL on PGlite and on PostgreSQL. */
export interface Queryable {
  /**
   * The rows of one statement. `bigint` comes as a number, `timestamptz` as a Date, `jsonb` parsed, on both.
   * @throws BenchError database.failed, database.unreachable
   */
  query<Row extends object>(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>;
  /**
   * Several statements without values, such as a migration.
   * @throws BenchError database.failed, database.unreachable
   */
  script(sql: string): Promise<void>;
}

export interface Database extends Queryable {
  readonly kind: 'pglite' | 'postgres';
  /** Its address or folder as it may be shown: without a password. */
  readonly name: string;
  /**
   * All or nothing; what the work throws is thrown again behind the rollback. The work asks the transaction it is given
   * and nothing else: PGlite has one connection, and the database itself would wait for the end of the transaction.
   * @throws BenchError database.failed, also where the work went on after a statement had failed; database.unreachable
   */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
  /** Ends all connections, and gives the data folder free. */
  close(): Promise<void>;
}
