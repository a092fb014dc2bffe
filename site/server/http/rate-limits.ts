import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failure } from '../../../harness/errors.ts';

const windowS = 60;
/** Who asked last is remembered, of so many. */
const remembered = 20_000;

/** Counts requests by a key, over a minute. */
export interface Limiter {
  /**
   * Counts one.
   * @throws BenchError request.too-many
   */
  count(request: FastifyRequest, key: string): Promise<{ max: number; remaining: number; resetS: number }>;
  /**
   * Counts none.
   * @throws BenchError request.too-many where one more would be too many
   */
  refuseIfOver(request: FastifyRequest, key: string): Promise<void>;
}

/** @param app which has @fastify/rate-limit */
export function limiter(app: FastifyInstance, max: number): Limiter {
  const keys = new WeakMap<FastifyRequest, string>();
  const ask = app.createRateLimit({
    max,
    timeWindow: windowS * 1000,
    cache: remembered,
    keyGenerator: (request) => keys.get(request) ?? '',
  } as Parameters<typeof app.createRateLimit>[0]);
  const askFor = async (
    request: FastifyRequest,
    key: string,
    increment: boolean,
  ): Promise<{ remaining: number; resetS: number; isOver: boolean }> => {
    keys.set(request, key);
    const asked = await ask(request, { increment });
    if (asked.isAllowed) return { remaining: max, resetS: 0, isOver: false };
    return {
      remaining: asked.remaining,
      resetS: Math.max(1, asked.ttlInSeconds),
      isOver: increment ? asked.isExceeded : asked.ttl > 0 && asked.remaining === 0,
    };
  };
  const tooMany = (resetS: number): Error =>
    failure('request.too-many', { most: max, seconds: windowS, waitS: resetS });
  return {
    async count(request, key) {
      const { remaining, resetS, isOver } = await askFor(request, key, true);
      if (isOver) throw tooMany(resetS);
      return { max, remaining, resetS };
    },
    async refuseIfOver(request, key) {
      const { resetS, isOver } = await askFor(request, key, false);
      if (isOver) throw tooMany(resetS);
    },
  };
}
