import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { failure } from '../../../../harness/errors.ts';
import type { CheckFile } from '../../files/intake-files.ts';
import type { SubmissionState } from '../../intake/submission.ts';
import { personOf } from '../bearer.ts';
import { contentDisposition } from '../content-disposition.ts';
import * as schema from '../schemas.ts';
import type { JsonSchema } from '../schemas.ts';
import type { Services } from '../services.ts';
import { eventJson, submissionJson } from '../to-json.ts';

interface ById {
  readonly Params: { readonly id: string };
}

const idParams = schema.whole({ id: schema.submissionId });

interface ReportFile {
  readonly path: string;
  readonly file: CheckFile;
  readonly type: string;
  readonly ending: string;
  readonly summary: string;
  /** What the description says of the body. */
  readonly content: JsonSchema;
}

const anyObject = { type: 'object', additionalProperties: true };

const reportFiles: readonly ReportFile[] = [
  {
    path: 'report.json',
    file: 'json',
    type: 'application/json; charset=utf-8',
    ending: 'json',
    summary: 'The report as `boardbench check --json` prints it.',
    content: anyObject,
  },
  {
    path: 'report.html',
    file: 'html',
    type: 'text/html; charset=utf-8',
    ending: 'html',
    summary: 'The report as a page.',
    content: schema.text,
  },
  {
    path: 'report.md',
    file: 'markdown',
    type: 'text/markdown; charset=utf-8',
    ending: 'md',
    summary: 'The report as Markdown.',
    content: schema.text,
  },
  {
    path: 'report.sarif',
    file: 'sarif',
    type: 'application/sarif+json; charset=utf-8',
    ending: 'sarif',
    summary: 'The findings as SARIF 2.1.0.',
    content: anyObject,
  },
  {
    path: 'results.json',
    file: 'results',
    type: 'application/json; charset=utf-8',
    ending: 'results.json',
    summary: 'The results file that is published once it is accepted.',
    content: anyObject,
  },
];

/** The page of a report may look as it likes, and do nothing. */
const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'self'; sandbox";

/** What may be read of submissions. */
export function submissionRoutes(app: FastifyInstance, { intake }: Services): void {
  const tags = ['submissions'];

  app.get<{
    Querystring: { state?: SubmissionState; organisation?: string; limit: number; after?: string };
  }>('/submissions', {
    schema: {
      operationId: 'listSubmissions',
      summary: 'The submissions that one may see, newest first.',
      description: 'The next page begins behind the last id of this one: `after`.',
      tags,
      querystring: schema.object({
        state: schema.state,
        organisation: schema.organisation,
        limit: schema.limit,
        after: schema.submissionId,
      }),
      response: schema.answers({
        200: schema.answer('A page of them.', schema.whole({ submissions: schema.list(schema.one('Submission')) })),
      }),
    },
    handler: async (request) => {
      const submissions = await intake.list(personOf(request), request.query);
      return { submissions: submissions.map(submissionJson) };
    },
  });

  app.get<ById>('/submissions/:id', {
    schema: {
      operationId: 'submission',
      summary: 'One submission: its state, and what its check came to.',
      tags,
      params: idParams,
      response: schema.answers({ 200: schema.answer('The submission as it is now.', schema.one('Submission')) }),
    },
    handler: async (request) => submissionJson(await intake.get(personOf(request), request.params.id)),
  });

  app.get<ById & { Querystring: { after: number } }>('/submissions/:id/history', {
    schema: {
      operationId: 'history',
      summary: 'What happened to it, from the beginning.',
      tags,
      params: idParams,
      querystring: schema.object({ after: { ...schema.eventNumber, default: 0 } }),
      response: schema.answers({
        200: schema.answer(
          'Lines of its history, oldest first.',
          schema.whole({ events: schema.list(schema.one('Event')) }),
        ),
      }),
    },
    handler: async (request) => {
      const events = await intake.history(personOf(request), request.params.id, request.query.after);
      return { events: events.map(eventJson) };
    },
  });

  for (const { path, file, type, ending, summary, content } of reportFiles) {
    app.get<ById>(`/submissions/:id/${path}`, {
      schema: {
        operationId: path.replace(/\W/g, '-'),
        summary,
        tags,
        params: idParams,
        response: schema.answers({
          200: schema.answer('Of the last check that came to a report.', content, type.replace(/;.*/, '')),
        }),
      },
      handler: async (request, reply) => {
        const { id } = request.params;
        const found = await intake.checkFile(personOf(request), id, file);
        const state = async (): Promise<never> => {
          const submission = await intake.get(personOf(request), id);
          throw failure('intake.no-report', { id, state: submission.state });
        };
        if (file === 'html') void reply.header('content-security-policy', reportPolicy);
        void reply.type(type).header('content-disposition', contentDisposition('inline', `${id}.${ending}`));
        return sendFile(reply, found, state);
      },
    });
  }

  app.get<ById>('/submissions/:id/archive', {
    schema: {
      operationId: 'archive',
      summary: 'The archive as it was sent.',
      tags,
      params: idParams,
      response: schema.answers({
        200: schema.answer('Its bytes; `Content-Disposition` has its name.', schema.binary, 'application/octet-stream'),
      }),
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const archive = await intake.archive(personOf(request), id);
      void reply
        .type('application/octet-stream')
        .header('content-disposition', contentDisposition('attachment', archive.fileName));
      return sendFile(reply, archive.path, () => Promise.reject(failure('intake.no-archive', { id })));
    },
  });
}

/** @param absent called where there is no such file any more */
async function sendFile(reply: FastifyReply, path: string, absent: () => Promise<never>): Promise<FastifyReply> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => null,
  );
  if (bytes === null) return absent();
  void reply.header('content-length', bytes).header('cache-control', 'private, no-cache');
  return reply.send(createReadStream(path));
}
