import type { IncomingMessage } from 'node:http';
import { failure } from '../../harness/errors.ts';
import type { BenchError } from '../../harness/errors.ts';
import { isRecord, readText } from './answer.ts';

const mostBytes = 64 * 1024;
const mostCharacters = 600;

/**
 * An answer other than 2xx as an error: with code, message and remedy where the server is one of ours, else with what
 * can be said of it. `details.status` and `details.code` tell them apart, `details.waitS` is there where it says when to
 * come again.
 */
export async function refusal(server: URL, answer: IncomingMessage): Promise<BenchError> {
  const status = answer.statusCode ?? 0;
  const told = await toldBy(answer);
  const wait = Number(answer.headers['retry-after']);
  return failure('intake.refused', {
    server: server.href,
    status,
    ...(told ?? strangersWords(status, answer)),
    ...(Number.isFinite(wait) && wait >= 0 ? { waitS: wait } : {}),
  });
}

interface Told {
  readonly code: string;
  readonly said: string;
  readonly advice: string;
}

async function toldBy(answer: IncomingMessage): Promise<Told | null> {
  try {
    const document: unknown = JSON.parse(await readText(answer, mostBytes));
    if (!isRecord(document) || !isRecord(document['error'])) return null;
    const { code, message, remedy, request } = document['error'];
    if (typeof code !== 'string' || typeof message !== 'string') return null;
    const number = typeof request === 'string' ? ` (request ${request})` : '';
    const advice = typeof remedy === 'string' && remedy !== '' ? remedy : 'See the addresses under /api/docs.';
    return {
      code: code.slice(0, mostCharacters),
      said: message.slice(0, mostCharacters),
      advice: `${withoutStop(advice.slice(0, mostCharacters))}${number.slice(0, mostCharacters)}`,
    };
  } catch {
    return null;
  }
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** Something in between, such as a proxy, or no intake server at all. */
function strangersWords(status: number, { headers, statusMessage }: IncomingMessage): Told {
  const said = statusMessage === undefined || statusMessage === '' ? 'no reason given' : statusMessage;
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    return { code: 'moved', said: `it is at ${headers.location}`, advice: 'Give the address it names with --to' };
  }
  if (status === 413) {
    return { code: 'too-large', said, advice: 'A proxy in front of the server takes less: its owner can allow more' };
  }
  if (status >= 502 && status <= 504) {
    return { code: 'no-server', said, advice: 'A proxy answers, but not the server behind it: try again later' };
  }
  return { code: 'unknown', said, advice: 'See that the address given with --to is that of `boardbench serve`' };
}
