import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asError } from '../../../harness/clock.ts';
import { BenchError, failure } from '../../../harness/errors.ts';

/** Errors whose texts are for those who run the server: databases tell of their SQL and where they are. */
const hidden: ReadonlySet<string> = new Set(['database.failed', 'intake.defect']);

/** Answers everything that goes wrong with `{ error: { code, message, remedy, request } }`. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(sendError);
  // Before any of a body is read, which an answer of the framework's own would wait for.
  app.addHook('onRequest', (request, _reply, done) => {
    done(request.is404 ? nothingAt(request) : undefined);
  });
  app.setNotFoundHandler((request) => {
    throw nothingAt(request);
  });
}

export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = asToldError(thrown, request);
  const status = error.httpStatus ?? 500;
  if (status >= 500) request.log.error({ err: asError(thrown), told: error.code }, 'the request failed');
  else request.log.info({ code: error.code, problem: error.message }, 'the request was refused');
  if (status === 429) void reply.header('retry-after', String(error.details['waitS'] ?? 5));
  if (status === 503) void reply.header('retry-after', '10');
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply.code(status).type('application/json; charset=utf-8').send(errorJson(error, request.id));
}

/** The body of an answer that tells an error. */
export function errorJson(
  { code, message, remedy }: BenchError,
  request: string,
): { readonly error: { code: string; message: string; remedy: string; request: string } } {
  return { error: { code, message, remedy, request } };
}

/** The error of the table that stands for whatever was thrown; nothing of the server's inside is in it. */
function asToldError(thrown: unknown, request: Pick<FastifyRequest, 'id' | 'method' | 'url'>): BenchError {
  if (thrown instanceof BenchError) {
    if (thrown.code === 'database.unreachable') return failure('intake.no-database', {});
    if (thrown.httpStatus !== null && !hidden.has(thrown.code)) return thrown;
    return failure('intake.defect', { request: request.id });
  }
  return ofFramework(asError(thrown), request) ?? failure('intake.defect', { request: request.id });
}

const longestShown = 200;

function nothingAt({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): BenchError {
  const path = url.replace(/[?#].*$/s, '');
  return failure('request.unknown', { address: `${method} ${shortened(path)}` });
}

export function shortened(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** Fastify's own errors, by their codes; undefined: not of its making, or not the asker's fault. */
function ofFramework(
  error: Partial<FastifyError> & Error,
  request: Pick<FastifyRequest, 'method' | 'url'>,
): BenchError | undefined {
  const { code, statusCode, validation, validationContext } = error;
  if (validation !== undefined) {
    const problem = validation.map((each) => validationProblem(validationContext ?? 'request', each)).join('; ');
    return failure('request.invalid', { problem: shortened(problem) });
  }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return failure('request.too-large', { limitBytes: jsonLimitBytes });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return failure('request.type', {});
    case 'FST_ERR_NOT_FOUND':
      return nothingAt(request);
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return failure('request.invalid', { problem: 'its address is malformed or too long' });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return failure('request.invalid', { problem: 'its body is empty, but said to be JSON' });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return failure('request.invalid', { problem: 'its body is no JSON' });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return failure('request.invalid', { problem: 'its body is not as long as it says' });
    default:
  }
  const isAskersFault = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  if (!isAskersFault) return undefined;
  return failure('request.invalid', {
    problem: error instanceof SyntaxError ? 'its body is no JSON' : 'it is malformed',
  });
}

interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Record<string, unknown>;
  readonly message?: string;
}

function validationProblem(where: string, { instancePath, keyword, params, message }: Violation): string {
  const place = `${where}${instancePath}`;
  if (keyword === 'additionalProperties') {
    return `${place} has an unknown field ${JSON.stringify(params['additionalProperty'])}`;
  }
  if (keyword === 'pattern' || keyword === 'format') return `${place} is not of the form that is wanted`;
  if (keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    return `${place} must be one of ${params['allowedValues'].join(', ')}`;
  }
  return `${place} ${message ?? 'is wrong'}`;
}

/** Bodies that are no uploads are small. */
export const jsonLimitBytes = 65_536;
