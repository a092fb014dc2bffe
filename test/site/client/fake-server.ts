import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as a test wants, by method and path; anything else is a 404 of nobody's making. */
export class FakeServer {
  readonly asked: string[] = [];
  readonly #server;
  #answers: Readonly<Record<string, Answer>> = {};

  private constructor() {
    this.#server = createServer((request, response) => {
      const line = `${request.method ?? ''} ${request.url ?? ''}`;
      this.asked.push(line);
      const answer = this.#answers[line.replace(/\?.*/, '')];
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response);
    });
  }

  static async start(): Promise<FakeServer> {
    const fake = new FakeServer();
    await new Promise<void>((resolve) => {
      fake.#server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get address(): URL {
    const bound = this.#server.address();
    return new URL(`http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/`);
  }

  /** Answers so from now on. */
  answer(answers: Readonly<Record<string, Answer>>): void {
    this.#answers = answers;
    this.asked.length = 0;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export function json(document: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(document));
  };
}

/** Takes answers one after the other; the last one stays. */
export function inTurn(...answers: readonly Answer[]): Answer {
  let next = 0;
  return (request, response) => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    answer?.(request, response);
  };
}

export function submission(state: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    ...{ id: 'abc', organisation: 'acme', submittedBy: 'tok1', fileName: 'a.zip', bytes: 3, sha256: '', round: null },
    ...{ state, version: 1, supersedes: null, embargoUntil: null, checks: 0, outcome: null },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
    ...more,
  };
}

export const me = { tokenId: 'tok1', role: 'submitter', organisation: 'acme', label: 'Ann' };
