import multipart from '@fastify/multipart';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { failure } from '../../../../harness/errors.ts';
import type { Round } from '../../../../submissions/submission.ts';
import { personOf } from '../bearer.ts';
import { embargoOf } from '../embargo.ts';
import type { Limiter } from '../rate-limits.ts';
import { sendError, shortened } from '../request-errors.ts';
import { answer, answers, binary, embargo, object, one, round, submissionId, whole } from '../schemas.ts';
import type { Services } from '../services.ts';
import { submissionJson } from '../to-json.ts';
import { validateAddressesOnly } from '../validation.ts';
import { archiveTypes, multipartType, receiveUpload } from '../upload/receive-upload.ts';

interface UploadQuery {
  readonly name?: string;
  readonly round?: Round;
  readonly supersedes?: string;
  readonly embargoUntil?: string;
}

const bodyTypes = Object.fromEntries([
  ...archiveTypes.map((type) => [type, { schema: binary }] as const),
  [multipartType, { schema: whole({ archive: binary }, 'One file, whatever its part is called.') }] as const,
]);

/** `POST /submissions`: takes an archive, and answers with the submission before it is checked. */
export async function uploadRoutes(app: FastifyInstance, services: Services, uploads: Limiter): Promise<void> {
  const { intake, files, clock, metrics, settings, stopping } = services;
  validateAddressesOnly(app);
  app.removeAllContentTypeParsers();
  await app.register(multipart, { throwFileSizeLimit: false, limits: { fileSize: Infinity } });
  for (const type of archiveTypes) {
    app.addContentTypeParser(type, (_request, _body, done) => {
      done(null);
    });
  }
  app.addContentTypeParser('*', (request, _body, done) => {
    done(wrongType(request));
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const isOfType = error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
    sendError(isOfType ? wrongType(request) : error, request, reply);
  });

  app.addHook('onRequest', async (request) => {
    if (stopping.aborted) throw failure('intake.stopping', {});
    await uploads.count(request, `token ${personOf(request).tokenId}`);
  });

  app.post<{ Querystring: UploadQuery }>('/submissions', {
    bodyLimit: Number.MAX_SAFE_INTEGER,
    schema: {
      operationId: 'submit',
      summary: 'Sends an archive in.',
      description:
        `A .zip, .tar or .tar.gz of at most ${settings.uploadLimitMb} MB as the body, or as the only file of ` +
        'multipart/form-data. It is checked afterwards: see its state and events.',
      tags: ['submissions'],
      body: { content: bodyTypes },
      querystring: object({
        name: { type: 'string', minLength: 1, maxLength: 1000, description: 'The name of the file.' },
        round: { ...round, description: 'Whose rules count; else as the folders of the archive say.' },
        supersedes: submissionId,
        embargoUntil: embargo,
      }),
      response: answers({ 202: answer('It has arrived, and waits for its check.', one('Submission')) }),
    },
    handler: async (request, reply) => {
      const { name, round, supersedes, embargoUntil } = request.query;
      const person = personOf(request);
      // Before its body is read.
      const until = embargoOf(embargoUntil, clock);
      const upload = await receiveUpload(request, name, services);
      try {
        const submission = await intake.receive(person, upload, {
          round: round ?? null,
          supersedes: supersedes ?? null,
          embargoUntil: until,
        });
        metrics.uploads.add({});
        metrics.uploadBytes.add({}, upload.bytes);
        void reply.code(202).header('location', `${settings.base ?? ''}/api/submissions/${submission.id}`);
        return submissionJson(submission);
      } finally {
        await files.discard(upload.path);
      }
    },
  });
}

function wrongType({ headers }: Pick<FastifyRequest, 'headers'>): Error {
  return failure('upload.type', { found: shortened(headers['content-type'] ?? 'a body without a type') });
}
