import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { failure } from '../../../harness/errors.ts';
import { guardAgainstStall } from './upload/stall-guard.ts';
import type { Services } from './services.ts';

/** A small body is there at once, or its sender has other plans. */
const stallS = 10;

/** Gives up bodies of this scope that do not arrive. */
export function guardJsonBodies(app: FastifyInstance, { clock }: Pick<Services, 'clock'>): void {
  app.addHook('preParsing', (request, _reply, body, done) => {
    const { headers, raw } = request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
      done(null, body);
      return;
    }
    const guarded = new PassThrough();
    const end = guardAgainstStall(raw.socket, {
      clock,
      stallS,
      onStall: (error) => {
        guarded.destroy(error);
      },
    });
    raw.once('close', () => {
      if (!raw.complete) guarded.destroy(failure('request.invalid', { problem: 'it ended before it was whole' }));
    });
    raw.once('end', end);
    raw.once('close', end);
    // Whoever reads it hears of it; where nobody does, it concerns nobody.
    guarded.on('error', () => undefined);
    body.pipe(guarded);
    done(null, guarded);
  });
}
