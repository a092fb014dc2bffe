import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../harness/clock.ts';
import { failure } from '../../../harness/errors.ts';
import type { Database, Queryable } from '../database/database.ts';
import { appendAudit } from '../records/audit.ts';
import { findToken, hasTokens, insertToken, listTokens, lockAdministrators, revokeToken } from '../records/tokens.ts';
import type { TokenRecord } from '../records/tokens.ts';
import { tokenIdPattern } from './ids.ts';
import { isAtLeast, organisationPattern } from './person.ts';
import type { Person, Role } from './person.ts';
import { lettersAndDigits, lowerCaseAndDigits, randomText } from './random-text.ts';
import { plainText } from './texts.ts';

export type { TokenRecord } from '../records/tokens.ts';

/** What a token looks like: `bb_`, its id, `_`, its secret. */
export const tokenPattern = '^bb_[a-z0-9]{8}_[A-Za-z0-9]{32}$';

/** How long a person is known without a look into the database; another process's revocation takes effect behind it. */
const cacheS = 5;
/** Whoever makes the first token holds it; the number means nothing but that it is ours. */
const firstLock = 7_202_615;
/** Nobody fills the memory with tokens. */
const cachedMost = 1000;
const labelMost = 100;

interface Cached {
  readonly person: Person;
  readonly untilUs: number;
  readonly expiresAt: Date | null;
}

export interface WantedToken {
  readonly role: Role;
  /** See `organisationPattern`. */
  readonly organisation: string;
  /** What people call it. */
  readonly label: string;
  readonly expiresAt: Date | null;
}

/** Who may do things here: the bearers of tokens. Of a token only its digest is kept. */
export class People {
  readonly #database: Database;
  readonly #clock: Clock;
  /** By the digest of the token. */
  readonly #cache = new Map<string, Cached>();

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Whose token it is.
   * @throws BenchError token.unknown: never known, malformed, expired or revoked
   */
  async person(token: string): Promise<Person> {
    if (!new RegExp(tokenPattern).test(token)) throw failure('token.unknown', {});
    const digest = digestOf(token);
    const cached = this.#cache.get(digest);
    if (cached !== undefined && cached.untilUs > this.#clock.nowUs() && this.#isBefore(cached.expiresAt)) {
      return cached.person;
    }
    this.#cache.delete(digest);
    const stored = await findToken(this.#database, token.slice(3, 11));
    if (
      stored === undefined ||
      !timingSafeEqual(Buffer.from(stored.digest, 'hex'), Buffer.from(digest, 'hex')) ||
      !this.#works(stored)
    ) {
      throw failure('token.unknown', {});
    }
    const person = {
      tokenId: stored.id,
      role: stored.role,
      organisation: stored.organisation,
      label: stored.label,
    };
    const oldest = this.#cache.keys().next();
    if (this.#cache.size >= cachedMost && oldest.done !== true) this.#cache.delete(oldest.value);
    this.#cache.set(digest, {
      person,
      untilUs: this.#clock.nowUs() + cacheS * 1e6,
      expiresAt: stored.expiresAt,
    });
    return person;
  }

  /**
   * Makes a token. It is told this once.
   * @param by null: somebody who can open the database
   * @throws BenchError token.role, request.invalid
   */
  async create(
    by: Person | null,
    wanted: WantedToken,
  ): Promise<{ readonly token: string; readonly record: TokenRecord }> {
    needAdministrator(by);
    return this.#database.transaction((transaction) => this.#make(transaction, by, wanted));
  }

  /**
   * Makes the first token, however many processes want to at the same moment.
   * @returns null: there was one already
   * @throws BenchError request.invalid
   */
  createFirst(wanted: WantedToken): Promise<{ readonly token: string; readonly record: TokenRecord } | null> {
    return this.#database.transaction(async (transaction) => {
      await transaction.query('select pg_advisory_xact_lock($1)', [firstLock]);
      return (await hasTokens(transaction)) ? null : this.#make(transaction, null, wanted);
    });
  }

  async #make(
    transaction: Queryable,
    by: Person | null,
    wanted: WantedToken,
  ): Promise<{ readonly token: string; readonly record: TokenRecord }> {
    const { role, organisation, expiresAt } = wanted;
    const label = plainText('label', wanted.label, labelMost);
    if (!new RegExp(organisationPattern).test(organisation)) {
      throw failure('request.invalid', { problem: `organisation must match ${organisationPattern}` });
    }
    if (!this.#isBefore(expiresAt)) throw failure('request.invalid', { problem: 'expiresAt is in the past' });
    const id = randomText(lowerCaseAndDigits, 8);
    const token = `bb_${id}_${randomText(lettersAndDigits, 32)}`;
    const createdAt = this.#clock.wallTime();
    const record = { id, role, organisation, label, createdAt, expiresAt, revokedAt: null };
    await insertToken(transaction, { ...record, digest: digestOf(token) });
    await appendAudit(transaction, {
      at: createdAt,
      action: 'token-created',
      by,
      detail: { token: id, role, organisation, label, expiresAt: expiresAt?.toISOString() ?? null },
    });
    return { token, record };
  }

  /** Oldest first. */
  list(): Promise<readonly TokenRecord[]> {
    return listTokens(this.#database);
  }

  /**
   * Ends a token; one that has ended already stays as it is.
   * @throws BenchError token.role, token.missing, token.last
   */
  async revoke(by: Person | null, id: string): Promise<TokenRecord> {
    needAdministrator(by);
    if (!new RegExp(tokenIdPattern).test(id)) throw failure('token.missing', { id });
    const revoked = await this.#database.transaction(async (transaction) => {
      const administrators = await lockAdministrators(transaction);
      const stored = await findToken(transaction, id);
      if (stored === undefined) throw failure('token.missing', { id });
      const { digest, ...record } = stored;
      if (record.revokedAt !== null) return { digest, record };
      const isNeeded = record.role === 'administrator' && this.#works(record);
      if (isNeeded && !administrators.some((other) => other.id !== id && this.#works(other))) {
        throw failure('token.last', { id });
      }
      const at = this.#clock.wallTime();
      await revokeToken(transaction, id, at);
      await appendAudit(transaction, { at, action: 'token-revoked', by, detail: { token: id } });
      return { digest, record: { ...record, revokedAt: at } };
    });
    this.#cache.delete(revoked.digest);
    return revoked.record;
  }

  #works(token: TokenRecord): boolean {
    return token.revokedAt === null && this.#isBefore(token.expiresAt);
  }

  #isBefore(end: Date | null): boolean {
    return end === null || this.#clock.wallTime() < end;
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function needAdministrator(by: Person | null): void {
  if (by !== null && !isAtLeast(by.role, 'administrator')) {
    throw failure('token.role', { role: 'administrator', own: by.role });
  }
}
