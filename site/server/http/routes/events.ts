import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { failure } from '../../../../harness/errors.ts';
import { bearerToken, personOf } from '../bearer.ts';
import { EventFeed } from '../event-feed.ts';
import { answer, answers, eventNumber, submissionId, text, whole } from '../schemas.ts';
import { securityHeaders } from '../security-headers.ts';
import type { Services } from '../services.ts';
import { eventJson } from '../to-json.ts';

const heartbeatMs = 15_000;
/** What may wait for a reader who does not read. */
const unreadBytes = 1024 * 1024;

/** `GET /submissions/:id/events`: what happens to a submission, as it happens. */
export function eventRoutes(app: FastifyInstance, services: Services): void {
  const { intake, people, clock, settings, stopping } = services;
  const feed = new EventFeed(intake, clock);
  const openStreams = new Map<string, number>();

  app.get<{ Params: { id: string }; Headers: { 'last-event-id'?: number } }>('/submissions/:id/events', {
    exposeHeadRoute: false,
    schema: {
      operationId: 'events',
      summary: 'What happens to it, as server-sent events.',
      description:
        '`event: changed` with a number as its id for each line of the history (its fields, and the `state` now); ' +
        '`event: progress` with `done` and `total` while it is checked. Begins from the beginning, or behind ' +
        '`Last-Event-ID`, and goes on until the reader goes.',
      tags: ['submissions'],
      params: whole({ id: submissionId }),
      headers: { type: 'object', properties: { 'last-event-id': eventNumber } },
      response: answers({ 200: answer('Events, until the reader goes.', text, 'text/event-stream') }),
    },
    handler: async (request, reply) => {
      const person = personOf(request);
      const token = bearerToken(request.headers.authorization) ?? '';
      const { id } = request.params;
      if (stopping.aborted) throw failure('intake.stopping', {});
      await intake.get(person, id);
      // Whoever has gone meanwhile closes no second time, and would be followed for ever.
      if (reply.raw.destroyed) {
        reply.hijack();
        return;
      }
      const open = openStreams.get(person.tokenId) ?? 0;
      if (open >= settings.eventStreams) {
        throw failure('request.too-many-streams', { most: settings.eventStreams });
      }
      openStreams.set(person.tokenId, open + 1);

      reply.hijack();
      const stream = new EventStream(reply.raw);
      const heartbeat = (): void => {
        stream.comment('still here');
        cancelHeartbeat = clock.after(heartbeatMs, heartbeat);
        // A token that was revoked sees no more.
        people.person(token).catch(() => {
          stream.end();
        });
      };
      let cancelHeartbeat = clock.after(heartbeatMs, heartbeat);
      const stop = (): void => {
        stream.end();
      };
      stopping.addEventListener('abort', stop);
      const unfollow = feed.follow(person, id, request.headers['last-event-id'] ?? 0, {
        onEvents: (events, state) => {
          for (const event of events) stream.send('changed', { ...eventJson(event), state }, event.number);
        },
        onProgress: (done, total) => {
          stream.send('progress', { done, total });
        },
        onFailure: (error) => {
          request.log.error({ err: error }, 'a stream of events failed');
          stream.end();
        },
      });
      reply.raw.once('close', () => {
        unfollow();
        cancelHeartbeat();
        request.log.info({ submission: id }, 'a stream of events is over');
        stopping.removeEventListener('abort', stop);
        const left = (openStreams.get(person.tokenId) ?? 1) - 1;
        if (left === 0) openStreams.delete(person.tokenId);
        else openStreams.set(person.tokenId, left);
      });
    },
  });
}

/** Server-sent events; a reader who does not read is let go. */
class EventStream {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('error', () => undefined);
    response.writeHead(200, {
      ...securityHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // Proxies of nginx's kind would collect it.
      'x-accel-buffering': 'no',
    });
    response.write('retry: 2000\n\n');
  }

  /** JSON has no line ends of its own, so that data is one line. */
  send(event: string, data: unknown, id?: number): void {
    this.#write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  comment(words: string): void {
    this.#write(`: ${words}\n\n`);
  }

  end(): void {
    if (!this.#response.writableEnded) this.#response.end();
  }

  #write(lines: string): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    this.#response.write(lines);
    if (this.#response.writableLength > unreadBytes) this.#response.destroy();
  }
}
