import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { asError } from '../../../../harness/clock.ts';
import { failure } from '../../../../harness/errors.ts';
import { writeBackup } from '../../backup/write-backup.ts';
import { personOf, requireRole } from '../bearer.ts';
import { contentDisposition } from '../content-disposition.ts';
import * as schema from '../schemas.ts';
import type { Services } from '../services.ts';

/** `GET /backup`: everything, as it is written; an answer that breaks off is none. */
export function backupRoutes(app: FastifyInstance, { database, files, clock }: Services): void {
  let isRunning = false;

  app.get('/backup', {
    schema: {
      operationId: 'backup',
      summary: 'Everything that `boardbench restore` needs, as .tar.gz; for administrators.',
      description: 'Holds the archives of all organisations. It is whole if the answer ends as answers do.',
      tags: ['operation'],
      response: schema.answers({
        200: schema.answer('The backup, as it is written.', schema.binary, 'application/gzip'),
      }),
    },
    // A backup asked for by HEAD would be written for nobody.
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      requireRole(personOf(request), 'administrator');
      if (isRunning) throw failure('backup.running', {});
      isRunning = true;
      const gone = new AbortController();
      reply.raw.once('close', () => {
        gone.abort(new Error('whoever asked for the backup has gone'));
      });
      const sink = new PassThrough();
      void reply
        .type('application/gzip')
        .header(
          'content-disposition',
          contentDisposition('attachment', `boardbench-${dayOf(clock.wallTime())}.tar.gz`),
        );
      writeBackup(database, files, sink, { clock, signal: gone.signal })
        .catch((error: unknown) => {
          if (!gone.signal.aborted) request.log.error({ err: error }, 'a backup failed');
          sink.destroy(asError(error));
        })
        .finally(() => {
          isRunning = false;
        });
      return reply.send(sink);
    },
  });
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
