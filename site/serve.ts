import { realpath } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { failure } from '../harness/errors.ts';
import { contentSecurityPolicy } from './pages/page-frame.ts';
import { holdsSite } from './site-folder.ts';
import { openStaticFile } from './static-file.ts';

export interface ServedSite {
  /** `http://127.0.0.1:8080/` */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves a site's folder to this machine, for a look at it; any static host does for others.
 * @param port 0 for any that is free
 * @throws BenchError site.missing, serve.failed
 */
export async function serveSite(directory: string, port: number): Promise<ServedSite> {
  if (!(await holdsSite(directory))) throw failure('site.missing', { directory });
  const root = await realpath(directory);
  const server = createServer((request, response) => {
    void answer(root, request, response);
  });
  const host = '127.0.0.1';
  await listening(server, host, port);
  const bound = server.address();
  const ownPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    address: `http://${host}:${ownPort}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(failure('serve.failed', { address: `${host}:${port}`, problem: cause.message }, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Content-Security-Policy', contentSecurityPolicy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-cache');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    say(response, 405, 'Only GET and HEAD.');
    return;
  }
  const file = await openStaticFile(root, request.url ?? '/');
  if (file === undefined) {
    say(response, 404, 'There is no such file here.');
    return;
  }
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Length', file.bytes);
  if (request.method === 'HEAD') {
    await file.handle.close();
    response.end();
    return;
  }
  try {
    await pipeline(file.handle.createReadStream(), response);
  } catch {
    // The reader went away, or the file did; there is nobody left to tell.
    response.destroy();
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${text}\n`);
}
