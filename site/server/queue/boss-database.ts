import type PgBoss from 'pg-boss';
import type { Database, Queryable, SqlValue } from '../database/database.ts';
import { jsonText } from '../records/json.ts';

/** A transaction, as pg-boss wants it; what it sends between `BEGIN` and `COMMIT` becomes part of it. */
export function bossTransaction(transaction: Queryable): PgBoss.Db {
  return {
    async executeSql(text: string, values: readonly unknown[] = []) {
      const several = statementsOf(text);
      if (several === undefined) return { rows: [...(await transaction.query(text, values.map(sqlValue)))] };
      await transaction.script(several);
      return { rows: [] };
    },
  };
}

/**
 * A database, as pg-boss wants it. What it sends as several statements between `BEGIN` and `COMMIT` becomes a
 * transaction of ours: one that fails must not be left open on a connection that others get next.
 */
export function bossDatabase(database: Database): PgBoss.Db {
  const single = bossTransaction(database);
  return {
    executeSql(text: string, values: unknown[]) {
      if (statementsOf(text) === undefined) return single.executeSql(text, values);
      return database.transaction((transaction) => bossTransaction(transaction).executeSql(text, values));
    },
  };
}

/** Those between `BEGIN` and `COMMIT`; undefined where it is one alone. */
function statementsOf(text: string): string | undefined {
  return /^\s*BEGIN;(?<statements>[^]*)COMMIT;\s*$/.exec(text)?.groups?.['statements'];
}

function sqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value;
  // pg-boss's lists are of ids.
  if (Array.isArray(value)) return `{${value.map((each) => JSON.stringify(String(each))).join(',')}}`;
  return jsonText(value);
}
