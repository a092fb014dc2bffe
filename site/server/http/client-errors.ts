import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { failure } from '../../../harness/errors.ts';
import type { BenchError } from '../../../harness/errors.ts';
import { errorJson } from './request-errors.ts';
import type { HttpSettings } from './services.ts';
import { securityHeaders } from './security-headers.ts';

/** Answers what is no HTTP, or came too slowly to be a request, and ends its connection. */
export function answerBrokenRequest(
  error: Error & { readonly code?: string },
  socket: Socket,
  { headersS }: Pick<HttpSettings, 'headersS'>,
): void {
  // There is nobody to tell, or an answer is on its way already.
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const told = errorOf(error.code, headersS);
  const status = told.httpStatus ?? 400;
  const body = JSON.stringify(errorJson(told, randomUUID()));
  const head = {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`, () => {
    socket.destroy();
  });
}

function errorOf(code: string | undefined, headersS: number): BenchError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return failure('upload.stalled', { seconds: headersS });
  if (code === 'HPE_HEADER_OVERFLOW') return failure('request.invalid', { problem: 'its headers are too long' });
  return failure('request.invalid', { problem: 'it is no HTTP' });
}
