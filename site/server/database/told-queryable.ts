import { BenchError } from '../../../harness/errors.ts';
import type { Queryable, SqlValue } from './database.ts';

/** What the clients of both databases can do. */
interface Client {
  query(sql: string, values: SqlValue[]): Promise<{ readonly rows: readonly unknown[] }>;
  /** Several statements without values. */
  run(sql: string): Promise<unknown>;
}

/** Makes an error of a client one of the table; one of the table stays as it is. */
export type Telling = (error: unknown) => BenchError;

export function tellingOf(tell: Telling): Telling {
  return (error) => (error instanceof BenchError ? error : tell(error));
}

/** A client as this program uses it. */
export function toldQueryable(client: Client, told: Telling): Queryable {
  return {
    async query<Row extends object>(sql: string, values: readonly SqlValue[] = []) {
      try {
        return (await client.query(sql, [...values])).rows as readonly Row[];
      } catch (error) {
        throw told(error);
      }
    },
    async script(sql) {
      try {
        await client.run(sql);
      } catch (error) {
        throw told(error);
      }
    },
  };
}
