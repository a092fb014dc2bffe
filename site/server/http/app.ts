import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { requireToken } from './bearer.ts';
import { guardJsonBodies } from './body-guard.ts';
import { answerBrokenRequest } from './client-errors.ts';
import { limiter } from './rate-limits.ts';
import { answerErrors, jsonLimitBytes, sendError } from './request-errors.ts';
import { backupRoutes } from './routes/backup.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { describeRoutes, docsRoutes } from './routes/docs.ts';
import { eventRoutes } from './routes/events.ts';
import { intakePageRoutes } from './routes/intake-page.ts';
import { operationRoutes } from './routes/operation.ts';
import { peopleRoutes } from './routes/people.ts';
import { publicationRoutes } from './routes/publication.ts';
import { submissionRoutes } from './routes/submissions.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { secureAnswers } from './security-headers.ts';
import type { HttpSettings, Services } from './services.ts';
import { lingeringClose } from './upload/linger.ts';
import { uploadLimitBytes } from './upload/receive-upload.ts';
import { validateStrictly } from './validation.ts';

/** A whole upload has to be there within it, however slow the line. */
const requestTimeoutMs = 3_600_000;
/** How often is looked for headers and bodies that are late. */
const connectionsCheckedMs = 1000;

/** The intake server without its port: all routes over what they stand on. */
export async function createApp(services: Services): Promise<FastifyInstance> {
  const { settings, people, metrics, clock } = services;
  const app = fastify({
    logger: loggerOf(settings),
    // One proxy: the address that it adds is the last, and all before are the asker's own words.
    trustProxy: settings.trustProxy ? (_address, hop) => hop === 0 : false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: jsonLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      headersTimeout: settings.headersS * 1000,
      connectionsCheckingInterval: connectionsCheckedMs,
      maxHeaderSize: 16_384,
    },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false, caseSensitive: true },
    // Whoever has a connection open gets answers of our own until the server is gone.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => {
      answerBrokenRequest(error, socket, settings);
    },
    frameworkErrors: sendError,
    exposeHeadRoutes: true,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  app.decorateRequest('person', null);
  answerExpectations(app, settings);
  app.removeContentTypeParser('text/plain');
  validateStrictly(app);
  secureAnswers(app);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  answerErrors(app);
  app.addHook('onResponse', (request, reply, done) => {
    // Values of labels are of this program alone: an unknown address is one of all unknown ones.
    const route = request.routeOptions.url ?? 'none';
    const method = request.routeOptions.url === undefined ? 'other' : request.method;
    metrics.requests.add({ method, route, status: String(reply.statusCode) });
    metrics.requestSeconds.observe({ method, route }, reply.elapsedTime / 1000);
    // Whatever was answered: a body that was not read to its end is not waited for.
    lingeringClose(request.raw, clock);
    done();
  });
  await app.register(rateLimit, { global: false });
  await describeRoutes(app, services);

  const limiters = {
    requests: limiter(app, settings.requestsPerMinute),
    failures: limiter(app, settings.failedTokensPerMinute),
  };
  const uploads = limiter(app, settings.uploadsPerMinute);
  await app.register(
    async (api) => {
      api.addHook('onRequest', (_request, reply, done) => {
        void reply.header('cache-control', 'no-store');
        done();
      });
      requireToken(api, { people }, limiters);
      await api.register((scope) => uploadRoutes(scope, services, uploads));
      await api.register((scope, _options, done) => {
        guardJsonBodies(scope, services);
        submissionRoutes(scope, services);
        decisionRoutes(scope, services);
        eventRoutes(scope, services);
        peopleRoutes(scope, services);
        backupRoutes(scope, services);
        done();
      });
    },
    { prefix: '/api' },
  );
  await docsRoutes(app);
  operationRoutes(app, services, limiters.requests);
  intakePageRoutes(app);
  publicationRoutes(app, services);
  return app;
}

/** Asks for a body that waits for it with `Expect: 100-continue`, once it is sure that it will be read. */
function answerExpectations(app: FastifyInstance, settings: HttpSettings): void {
  const expecting = new WeakSet<IncomingMessage>();
  app.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    expecting.add(request);
    app.server.emit('request', request, response);
  });
  app.addHook('preParsing', (request, reply, body, done) => {
    // What will be refused for its length need not be sent.
    const bytes = Number(request.headers['content-length'] ?? 0);
    if (expecting.has(request.raw) && bytes <= uploadLimitBytes(settings)) reply.raw.writeContinue();
    done(null, body);
  });
}

function loggerOf({ log }: HttpSettings): NonNullable<FastifyServerOptions['logger']> {
  if (log === null) return false;
  return {
    level: log.level,
    stream: log.to,
    redact: { paths: ['req.headers.authorization', 'headers.authorization', 'token'], censor: '…' },
  };
}
