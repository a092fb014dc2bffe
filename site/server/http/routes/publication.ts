import { stat } from 'node:fs/promises';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { wait } from '../../../../harness/clock.ts';
import type { Clock } from '../../../../harness/clock.ts';
import { failure } from '../../../../harness/errors.ts';
import { contentSecurityPolicy } from '../../../pages/page-frame.ts';
import { openStaticFile } from '../../../static-file.ts';
import type { StaticFile } from '../../../static-file.ts';
import type { IntakeFiles } from '../../files/intake-files.ts';
import type { Publisher } from '../../publication/publisher.ts';
import type { Prepared } from '../../publication/published-results.ts';

export interface PublicationServices {
  readonly publisher: Pick<Publisher, 'results'>;
  readonly files: Pick<IntakeFiles, 'site'>;
  readonly clock: Clock;
}

/** Readers ask each time whether it is still the same, which costs them next to nothing. */
const askEachTime = 'public, no-cache';
/** Badges are shown by others' pages, which need not ask for each view. */
const badgeLifetime = 'public, max-age=300';

const swapTries = 100;
const swapWaitMs = 5;

const idParams = {
  type: 'object',
  properties: { id: { type: 'string', pattern: '^[0-9a-f]{12}$', description: 'Twelve hex digits.' } },
  required: ['id'],
  additionalProperties: false,
} as const;

const roundParams = {
  type: 'object',
  properties: {
    round: { type: 'string', pattern: '^(none|v[0-9]\\.[0-9])$', description: '`v1.3`; `none`: of no round.' },
  },
  required: ['round'],
  additionalProperties: false,
} as const;

/** What is published, for everybody: rounds and results as data, and the site itself. */
export function publicationRoutes(app: FastifyInstance, services: PublicationServices): void {
  const { results } = services.publisher;
  const tags = ['publication'];

  app.get(
    '/api/rounds',
    { schema: { tags, summary: 'The rounds with published results', security: [] } },
    (request, reply) => give(request, reply, results.rounds, 'application/json; charset=utf-8'),
  );

  app.get<{ Params: { round: string } }>(
    '/api/rounds/:round/results.json',
    {
      schema: {
        tags,
        summary: 'The published results of a round, as a results file',
        params: roundParams,
        security: [],
      },
    },
    (request, reply) =>
      give(request, reply, results.round(request.params.round)?.json, 'application/json; charset=utf-8'),
  );

  app.get<{ Params: { round: string } }>(
    '/api/rounds/:round/results.csv',
    { schema: { tags, summary: 'The published results of a round, as CSV', params: roundParams, security: [] } },
    (request, reply) => give(request, reply, results.round(request.params.round)?.csv, 'text/csv; charset=utf-8'),
  );

  app.get<{ Params: { id: string } }>(
    '/api/results/:id',
    { schema: { tags, summary: 'A published result', params: idParams, security: [] } },
    (request, reply) => give(request, reply, results.result(request.params.id), 'application/json; charset=utf-8'),
  );

  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const file = await openSiteFile(services, request.url);
    if (file === undefined) throw failure('request.unknown', { address: pathOf(request) });
    return sendFile(request, reply, file);
  });
}

/** Sends what is in memory, or says that the reader has it already. */
function give(
  request: FastifyRequest,
  reply: FastifyReply,
  prepared: Prepared | undefined,
  type: string,
): FastifyReply {
  if (prepared === undefined) throw failure('request.unknown', { address: pathOf(request) });
  void reply.header('ETag', prepared.etag).header('Cache-Control', askEachTime);
  if (isKnown(request, prepared.etag)) return reply.code(304).send();
  return reply.type(type).send(prepared.body);
}

/** While a new folder takes the place of the former there is none for a moment, which nobody shall notice. */
async function openSiteFile({ files, clock }: PublicationServices, address: string): Promise<StaticFile | undefined> {
  for (let attempt = 0; attempt < swapTries; attempt++) {
    const before = await folderOf(files.site);
    const file = await openStaticFile(files.site, address);
    if (file !== undefined) return file;
    if (before !== null && before === (await folderOf(files.site))) return undefined;
    await wait(clock, swapWaitMs);
  }
  return undefined;
}

/** Which folder is there now; null where none is. */
async function folderOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch {
    return null;
  }
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: StaticFile): Promise<FastifyReply> {
  const etag = `W/"${file.bytes.toString(36)}-${Math.round(file.mtimeMs * 1000).toString(36)}"`;
  void reply
    .header('ETag', etag)
    .header('Cache-Control', request.url.startsWith('/badges/') ? badgeLifetime : askEachTime)
    .header('Content-Security-Policy', contentSecurityPolicy)
    .header('X-Content-Type-Options', 'nosniff')
    .header('Referrer-Policy', 'no-referrer')
    .type(file.type);
  const isHead = request.method === 'HEAD';
  if (isKnown(request, etag) || isHead) {
    await file.handle.close();
    return isHead ? reply.header('Content-Length', file.bytes).send() : reply.code(304).send();
  }
  return reply.header('Content-Length', file.bytes).send(file.handle.createReadStream());
}

function isKnown(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  const weak = (tag: string): string => tag.trim().replace(/^W\//, '');
  return known.trim() === '*' || known.split(',').some((tag) => weak(tag) === weak(etag));
}

function pathOf(request: FastifyRequest): string {
  return request.url.replace(/\?.*$/s, '').slice(0, 200);
}
