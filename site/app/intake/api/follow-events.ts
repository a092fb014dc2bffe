import { EventStream } from '../../../client/event-stream.ts';
import type { ServerEvent } from '../../../client/event-stream.ts';
import type { SubmissionState } from '../../../server/intake/submission.ts';
import { apiAddress } from './api.ts';
import type { Api } from './api.ts';
import { asApiError } from './api-error.ts';
import type { ApiError } from './api-error.ts';
import type { ToldEvent } from './told.ts';

export interface Following {
  readonly signal: AbortSignal;
  /** A line of the history, in their order, each once; the state behind it. */
  readonly onEvent: (event: ToldEvent, state: SubmissionState) => void;
  readonly onProgress: (done: number, total: number) => void;
  /** Whether events come at the time. */
  readonly onConnected: (isConnected: boolean) => void;
  /** It has ended for good: the server does not want to tell any more. */
  readonly onRefused: (error: ApiError) => void;
}

const shortestPauseMs = 1000;
const longestPauseMs = 15_000;
/** A comment comes every 15 s; without any the line is dead. */
const silenceMs = 45_000;

/**
 * Follows what happens to a submission behind a line of its history, until the signal; begins again where it broke
 * off. By `fetch`, since an EventSource sends no token.
 */
export async function followEvents(api: Api, id: string, after: number, following: Following): Promise<void> {
  const { signal, onConnected, onRefused } = following;
  let last = after;
  let pauseMs = shortestPauseMs;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      for await (const event of events(api, id, last, following)) {
        pauseMs = shortestPauseMs;
        last = Math.max(last, take(event, last, following));
      }
    } catch (error) {
      if (isOver()) return;
      const { status } = asApiError(error);
      // Too many streams or requests, or a server that is restarted, will pass; what it does not let one see, not.
      if (status >= 400 && status < 500 && status !== 429 && status !== 408) {
        onConnected(false);
        onRefused(asApiError(error));
        return;
      }
    }
    if (isOver()) return;
    onConnected(false);
    await pause(pauseMs, signal);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

async function* events(
  api: Api,
  id: string,
  last: number,
  { signal, onConnected }: Following,
): AsyncGenerator<ServerEvent> {
  const control = new AbortController();
  const stop = (): void => {
    control.abort();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = (): void => {
    clearTimeout(timer);
    timer = setTimeout(stop, silenceMs);
  };
  signal.addEventListener('abort', stop);
  try {
    listen();
    const headers = { accept: 'text/event-stream', 'last-event-id': String(last) };
    const address = apiAddress(`submissions/${encodeURIComponent(id)}/events`);
    const answer = await api.fetch(address, { method: 'GET', headers }, control.signal);
    if (answer.body === null) return;
    onConnected(true);
    const stream = new EventStream();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      listen();
      yield* stream.push(value);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** @returns the number of the line, or 0 where it is none */
function take({ event, data }: ServerEvent, last: number, { onEvent, onProgress }: Following): number {
  const told: unknown = JSON.parse(data);
  if (typeof told !== 'object' || told === null) return 0;
  if (event === 'progress') {
    const { done, total } = told as { done?: unknown; total?: unknown };
    if (typeof done === 'number' && typeof total === 'number') onProgress(done, total);
    return 0;
  }
  if (event !== 'changed') return 0;
  const { state, ...line } = told as ToldEvent & { readonly state: SubmissionState };
  if (line.number > last) onEvent(line, state);
  return line.number;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
