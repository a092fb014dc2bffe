import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { failure } from '../../../../harness/errors.ts';
import type { SiteFile } from '../../../bundle.ts';
import { buildIntakePage, intakePagePolicy } from '../../../intake-page.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page for upload and review, at `/intake/`: made once, when it is first asked for. */
export function intakePageRoutes(app: FastifyInstance): void {
  let page: Promise<ReadonlyMap<string, PreparedFile>> | undefined;
  const files = (): Promise<ReadonlyMap<string, PreparedFile>> => {
    page ??= prepare().catch((error: unknown) => {
      page = undefined;
      throw error;
    });
    return page;
  };

  // Relative, so that it holds behind a prefix too.
  app.get('/intake', { schema: { hide: true } }, (_request, reply) => reply.redirect('intake/', 308));

  app.get<{ Params: { '*': string } }>('/intake/*', { schema: { hide: true } }, async (request, reply) => {
    const name = request.params['*'] === '' ? 'index.html' : request.params['*'];
    const file = (await files()).get(name);
    if (file === undefined) throw failure('request.unknown', { address: `/intake/${name.slice(0, 200)}` });
    void reply
      .header('etag', file.etag)
      .header('cache-control', 'no-cache')
      .header('content-security-policy', `${intakePagePolicy}; frame-ancestors 'none'`);
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    return reply.type(file.type).send(file.content);
  });
}

interface PreparedFile {
  readonly content: Buffer;
  readonly etag: string;
  readonly type: string;
}

async function prepare(): Promise<ReadonlyMap<string, PreparedFile>> {
  return new Map((await buildIntakePage()).map((file) => [file.path, prepared(file)]));
}

function prepared({ path, content }: SiteFile): PreparedFile {
  const bytes = Buffer.from(content);
  return {
    content: bytes,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    type: types[extname(path)] ?? 'application/octet-stream',
  };
}
