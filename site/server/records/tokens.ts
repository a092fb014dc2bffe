import type { Queryable } from '../database/database.ts';
import type { Role } from '../intake/person.ts';

/** A token as it may be shown; the token itself is kept nowhere. */
export interface TokenRecord {
  readonly id: string;
  readonly role: Role;
  readonly organisation: string;
  readonly label: string;
  readonly createdAt: Date;
  /** It works until then; null: for ever. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** With what proves that somebody has it. */
export interface StoredToken extends TokenRecord {
  /** SHA-256 of the whole token, hex. */
  readonly digest: string;
}

const shownColumns = `id, role, organisation, label, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt"`;

export async function insertToken(transaction: Queryable, token: StoredToken): Promise<void> {
  await transaction.query(
    `insert into tokens (id, digest, role, organisation, label, created_at, expires_at, revoked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      token.id,
      token.digest,
      token.role,
      token.organisation,
      token.label,
      token.createdAt,
      token.expiresAt,
      token.revokedAt,
    ],
  );
}

export async function findToken(database: Queryable, id: string): Promise<StoredToken | undefined> {
  const rows = await database.query<StoredToken>(`select ${shownColumns}, digest from tokens where id = $1`, [id]);
  return rows[0];
}

/** Oldest first. */
export async function listTokens(database: Queryable): Promise<readonly TokenRecord[]> {
  return database.query(`select ${shownColumns} from tokens order by created_at, id`);
}

export async function hasTokens(database: Queryable): Promise<boolean> {
  return (await database.query('select id from tokens limit 1')).length > 0;
}

/** All administrators' tokens, which nobody else changes before the transaction ends. */
export async function lockAdministrators(transaction: Queryable): Promise<readonly TokenRecord[]> {
  return transaction.query(`select ${shownColumns} from tokens where role = 'administrator' order by id for update`);
}

export async function revokeToken(transaction: Queryable, id: string, at: Date): Promise<void> {
  await transaction.query('update tokens set revoked_at = $2 where id = $1 and revoked_at is null', [id, at]);
}
