import type PgBoss from 'pg-boss';
import type { Database, Queryable, SqlValue } from '../database/database.ts';
import { jsonText } from '../records/json.ts';

/** A transaction, as pg-boss wants it for single statements. */
export function bossTransaction(transaction: Queryable): PgBoss.Db {
  return {
    async executeSql(text: string, values: readonly unknown[] = []) {
      return { rows: [...(await transaction.query(text, values.map(sqlValue)))] };
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
    async executeSql(text: string, values?: unknown[]) {
      const several = /^\s*BEGIN;(?<statements>[^]*)COMMIT;\s*$/.exec(text)?.groups?.['statements'];
      if (several === undefined) return single.executeSql(text, values ?? []);
      await database.transaction((transaction) => transaction.script(several));
      return { rows: [] };
    },
  };
}

function sqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return value;
  // pg-boss's lists are of ids.
  if (Array.isArray(value)) return `{${value.map((each) => JSON.stringify(String(each))).join(',')}}`;
  return jsonText(value);
}
