import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { programVersion } from '../../../../harness/program.ts';
import { shareSchemas } from '../schemas.ts';
import type { Services } from '../services.ts';

/** It brings its own scripts, and styles that it makes itself. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Collects the descriptions of all routes that are registered behind this. */
export async function describeRoutes(app: FastifyInstance, { settings }: Pick<Services, 'settings'>): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: 'boardbench intake',
        version: programVersion,
        description:
          'Where submissions are sent in, checked, reviewed and published. Errors of every route are ' +
          '`{ "error": { "code", "message", "remedy", "request" } }`; codes are stable.',
      },
      servers: [{ url: settings.base ?? '/' }],
      tags: ['submissions', 'decisions', 'people', 'publication', 'operation'].map((name) => ({ name })),
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'As `boardbench token create` made it.' },
        },
      },
      security: [{ token: [] }],
    },
    hideUntagged: true,
    refResolver: { buildLocalReference: ({ $id }, _baseUri, _fragment, number) => named($id) ?? `schema-${number}` },
  });
  shareSchemas(app);
}

function named(id: unknown): string | undefined {
  return typeof id === 'string' ? id : undefined;
}

/** The OpenAPI document, and a page to try it. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.send(app.swagger()));
  await app.register(async (scope) => {
    scope.addHook('onRequest', (request, reply, done) => {
      void reply.header('content-security-policy', docsPolicy);
      // Without the slash its links would begin at the root, which is not here behind a prefix.
      if (/^[^?]*\/docs(\?|$)/.test(request.url)) void reply.redirect('docs/', 308);
      else done();
    });
    await scope.register(swaggerUi, {
      routePrefix: '/api/docs',
      // The page asks the server that it came from, whatever the path to it.
      transformSpecification: (document) => ({ ...document, servers: [{ url: '../..' }] }),
      transformSpecificationClone: false,
      uiConfig: { persistAuthorization: false, tryItOutEnabled: true, defaultModelsExpandDepth: -1 },
    });
  });
}
