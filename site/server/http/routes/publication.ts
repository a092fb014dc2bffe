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
import { shortened } from '../request-errors.ts';
import { answer, answers, emptyAnswer, list, text, whole } from '../schemas.ts';
import type { JsonSchema } from '../schemas.ts';
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

const json = 'application/json; charset=utf-8';
const anyObject = { type: 'object', additionalProperties: true };
/** What is published may be read by the pages of others. */
const forOthers = { 'cross-origin-resource-policy': 'cross-origin', 'access-control-allow-origin': '*' };

const swapTries = 100;
const swapWaitMs = 5;

const resultId = { type: 'string', pattern: '^[0-9a-f]{12}$', description: 'The id of a result: twelve hex digits.' };
const roundName = {
  type: 'string',
  pattern: '^(none|v[0-9]\\.[0-9])$',
  description: 'A round, `v1.3`; `none` for what is of no round.',
};
const roundList = whole({
  rounds: list(
    whole({
      round: roundName,
      results: { type: 'integer' },
      systems: { type: 'integer' },
      submitters: { type: 'integer' },
    }),
  ),
});

/** What is there, and that the asker has it already. */
function published(whole: JsonSchema): ReturnType<typeof answers> {
  return answers({ 200: whole, 304: emptyAnswer('It is still that of `If-None-Match`.') });
}

/** What is published, for everybody: rounds and results as data, and the site itself. */
export function publicationRoutes(app: FastifyInstance, services: PublicationServices): void {
  const { results } = services.publisher;
  const open = { tags: ['publication'], security: [] };

  app.get(
    '/api/rounds',
    {
      schema: {
        ...open,
        operationId: 'listRounds',
        summary: 'The rounds that have published results, the latest first.',
        response: published(answer('Rounds with how much there is in each.', roundList)),
      },
    },
    async (request, reply) => give(request, reply, await results.rounds(), json),
  );

  app.get<{ Params: { round: string } }>(
    '/api/rounds/:round/results.json',
    {
      schema: {
        ...open,
        operationId: 'roundResults',
        summary: 'The published results of a round, as a results file.',
        params: whole({ round: roundName }),
        response: published(answer('The results file.', anyObject)),
      },
    },
    async (request, reply) => give(request, reply, (await results.round(request.params.round))?.json, json),
  );

  app.get<{ Params: { round: string } }>(
    '/api/rounds/:round/results.csv',
    {
      schema: {
        ...open,
        operationId: 'roundTable',
        summary: 'The published results of a round, as CSV.',
        params: whole({ round: roundName }),
        response: published(answer('The table, with a line of names.', text, 'text/csv')),
      },
    },
    async (request, reply) =>
      give(request, reply, (await results.round(request.params.round))?.csv, 'text/csv; charset=utf-8'),
  );

  app.get<{ Params: { id: string } }>(
    '/api/results/:id',
    {
      schema: {
        ...open,
        operationId: 'publishedResult',
        summary: 'A published result.',
        params: whole({ id: resultId }),
        response: published(answer('The result, as it is in a results file.', anyObject)),
      },
    },
    async (request, reply) => give(request, reply, await results.result(request.params.id), json),
  );

  const siteFile = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const file = await openSiteFile(services, request.url);
    if (file === undefined) throw failure('request.unknown', { address: addressOf(request) });
    return sendFile(request, reply, file);
  };
  app.get(
    '/badges/:id.svg',
    {
      schema: {
        ...open,
        operationId: 'badge',
        summary: 'The badge of a published result, for a README.',
        params: whole({ id: resultId }),
        response: published(answer('An image.', text, 'image/svg+xml')),
      },
    },
    siteFile,
  );
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    exposeHeadRoute: false,
    schema: { hide: true },
    handler: siteFile,
  });
}

/** Sends what is in memory, or says that the reader has it already. */
function give(
  request: FastifyRequest,
  reply: FastifyReply,
  prepared: Prepared | undefined,
  type: string,
): FastifyReply {
  if (prepared === undefined) throw failure('request.unknown', { address: addressOf(request) });
  void reply.headers({ ...forOthers, etag: prepared.etag, 'cache-control': askEachTime });
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

/** Which folder is there now, and since when; null where none is. */
async function folderOf(path: string): Promise<string | null> {
  try {
    const { ino, ctimeMs } = await stat(path);
    return `${ino} ${ctimeMs}`;
  } catch {
    return null;
  }
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: StaticFile): Promise<FastifyReply> {
  const etag = `W/"${file.bytes.toString(36)}-${Math.round(file.mtimeMs * 1000).toString(36)}"`;
  const isBadge = request.url.startsWith('/badges/');
  void reply.type(file.type).headers({
    etag,
    'cache-control': isBadge ? badgeLifetime : askEachTime,
    'content-security-policy': `${contentSecurityPolicy}; frame-ancestors 'none'`,
    ...(isBadge && forOthers),
  });
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

function addressOf(request: FastifyRequest): string {
  return `${request.method} ${shortened(request.url.replace(/[?#].*$/s, ''))}`;
}
