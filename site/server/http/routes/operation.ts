import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { wait } from '../../../../harness/clock.ts';
import type { Clock } from '../../../../harness/clock.ts';
import { programVersion } from '../../../../harness/program.ts';
import type { Queryable } from '../../database/database.ts';
import { keptLook } from '../kept-look.ts';
import type { Limiter } from '../rate-limits.ts';
import { answer, answers, list, text, whole } from '../schemas.ts';
import type { Metrics, Observed } from '../../metrics/metrics.ts';
import type { Publisher } from '../../publication/publisher.ts';
import { countSubmissions } from '../../records/submissions.ts';

export interface OperationServices {
  readonly database: Queryable;
  readonly queue: { size(): Promise<{ readonly waiting: number; readonly active: number }> };
  readonly publisher: Pick<Publisher, 'results'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Aborted when the server is about to stop. */
  readonly stopping: AbortSignal;
}

/** A database that does not answer within this time is as good as none. */
const patienceMs = 2000;

const ready = whole({
  status: { type: 'string', enum: ['ready', 'not-ready'] },
  reasons: list(text, 'Why it is not ready.'),
});

/**
 * For those who run the server and what they watch it with.
 * @param requests counts those that bear on the database, by address: they need no token
 */
export function operationRoutes(
  app: FastifyInstance,
  services: OperationServices,
  requests: Pick<Limiter, 'count'>,
): void {
  const { database, queue, publisher, metrics, clock } = services;
  const open = { tags: ['operation'], security: [] };
  const inTime = <Value>(work: Promise<Value>): Promise<Value | null> => {
    const giveUp = new AbortController();
    const patience = wait(clock, patienceMs, giveUp.signal).then(
      () => null,
      () => null,
    );
    return Promise.race([work.catch(() => null), patience]).finally(() => {
      giveUp.abort();
    });
  };
  const databaseAnswers = keptLook(clock, () => inTime(database.query('select 1')));
  const jobsNow = keptLook(clock, () => inTime(queue.size()));
  const submissionsNow = keptLook(clock, () => inTime(submissionsByState(database)));
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    await requests.count(request, `watcher ${request.ip}`);
  };

  app.get(
    '/health',
    {
      schema: {
        ...open,
        operationId: 'health',
        summary: 'Whether the process lives.',
        response: answers({
          200: answer('It lives.', whole({ status: { type: 'string', enum: ['ok'] }, version: text })),
        }),
      },
    },
    async (_request, reply) =>
      reply.header('Cache-Control', 'no-store').send({ status: 'ok', version: programVersion }),
  );

  app.get(
    '/ready',
    {
      onRequest,
      schema: {
        ...open,
        operationId: 'ready',
        summary: 'Whether it can take requests now: the database answers, the queue runs, it is not stopping.',
        response: answers({ 200: answer('It can.', ready), 503: answer('It cannot, and why.', ready) }),
      },
    },
    async (_request, reply) => {
      const [rows, jobs] = await Promise.all([databaseAnswers(), jobsNow()]);
      const reasons = [
        ...(services.stopping.aborted ? ['it is about to stop'] : []),
        ...(rows === null ? ['the database does not answer'] : jobs === null ? ['the queue does not run'] : []),
      ];
      return reply
        .code(reasons.length === 0 ? 200 : 503)
        .header('Cache-Control', 'no-store')
        .send({ status: reasons.length === 0 ? 'ready' : 'not-ready', reasons });
    },
  );

  app.get(
    '/metrics',
    {
      onRequest,
      schema: {
        ...open,
        operationId: 'metrics',
        summary: 'Metrics in the text format of Prometheus.',
        response: answers({ 200: answer('All metrics.', text, 'text/plain') }),
      },
    },
    async (_request, reply) => {
      const [submissions, jobs] = await Promise.all([submissionsNow(), jobsNow()]);
      const text = metrics.text({ submissions, queue: jobs, publishedResults: await publisher.results.count() });
      return reply.header('Cache-Control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8').send(text);
    },
  );
}

async function submissionsByState(database: Queryable): Promise<NonNullable<Observed['submissions']>> {
  const rows = await countSubmissions(database);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
