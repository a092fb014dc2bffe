import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BenchError, failure } from '../../../harness/errors.ts';
import { isAtLeast } from '../intake/person.ts';
import type { Person, Role } from '../intake/person.ts';
import type { Limiter } from './rate-limits.ts';
import type { Services } from './services.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null where no token was needed. */
    person: Person | null;
  }
}

export interface TokenLimiters {
  /** For each token; for each address where there is none. */
  readonly requests: Limiter;
  /** Wrong tokens, for each address. */
  readonly failures: Limiter;
}

/** Lets only bearers of a token through to the routes of this scope. */
export function requireToken(
  app: FastifyInstance,
  { people }: Pick<Services, 'people'>,
  { requests, failures }: TokenLimiters,
): void {
  const proven = new RecentTokens();
  app.addHook('onRequest', async (request, reply) => {
    const address = `address ${request.ip}`;
    const token = bearerToken(request.headers.authorization);
    if (token === undefined) {
      await requests.count(request, address);
      throw failure('token.none', {});
    }
    // Guessing costs the database nothing more after a while, and locks out nobody who shares the address.
    if (!proven.has(token)) await failures.refuseIfOver(request, address);
    try {
      request.person = await people.person(token);
    } catch (error) {
      if (error instanceof BenchError && error.code === 'token.unknown') {
        proven.forget(token);
        await failures.count(request, address);
      }
      throw error;
    }
    proven.remember(token);
    const { max, remaining, resetS } = await requests.count(request, `token ${request.person.tokenId}`);
    void reply.headers({ 'ratelimit-limit': max, 'ratelimit-remaining': remaining, 'ratelimit-reset': resetS });
  });
}

/** Who asks, in routes that need a token. */
export function personOf(request: FastifyRequest): Person {
  if (request.person === null) throw failure('token.none', {});
  return request.person;
}

/** @throws BenchError token.role */
export function requireRole(person: Person, role: Role): void {
  if (!isAtLeast(person.role, role)) throw failure('token.role', { role, own: person.role });
}

const longestToken = 200;

/** The token of an `Authorization` header; undefined where it names none. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header.length > longestToken) return undefined;
  return /^bearer +(\S+)$/i.exec(header.trim())?.[1];
}

const remembered = 10_000;

/** Which tokens were right lately, by their public parts. */
class RecentTokens {
  readonly #ids = new Set<string>();

  has(token: string): boolean {
    return this.#ids.has(publicPart(token));
  }

  remember(token: string): void {
    const id = publicPart(token);
    this.#ids.delete(id);
    this.#ids.add(id);
    if (this.#ids.size <= remembered) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }

  forget(token: string): void {
    this.#ids.delete(publicPart(token));
  }
}

function publicPart(token: string): string {
  return token.split('_', 2).join('_');
}
