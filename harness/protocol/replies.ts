import { failure } from '../errors.ts';
import { elapsedBetweenLapsUs } from './laps.ts';
import type { Reply } from './link.ts';
import { Stumble } from './stumble.ts';

/** An inference command as the board measured it. */
export interface InferMeasured {
  readonly startLapUs: number;
  readonly endLapUs: number;
  /** Between the two laps, on the board's clock. */
  readonly elapsedUs: number;
  /** Between the arrivals of the two laps, on the host's. */
  readonly hostElapsedUs: number;
  /** One value per output; null where the board printed something that is no number. */
  readonly results: readonly (number | null)[];
  /** Input and results were read twice and were the same. */
  readonly verified: boolean;
}

/** Where an error happened. */
export interface Place {
  readonly device: string;
  readonly where: string;
}

/**
 * What is wrong with the reply at `position` of a load of `count` commands (`db load N` first), or null.
 * A lost digit makes an odd count, a lost pair leaves `m-load-done` missing, a lost `%` makes an invalid digit.
 */
export function loadProblem(
  reply: Reply,
  position: number,
  count: number,
  bytes: number,
  place: Place,
): Stumble | null {
  const { messages, command } = reply;
  const error = messages.find((message) => message.kind === 'error');
  if (position === 0) {
    if (messages.some((message) => message.kind === 'expecting' && message.bytes === bytes)) return null;
    // Above its maximum a board names both sizes in a line of its own, without `e-`.
    const text = messages.find((message) => message.kind === 'text' && message.text.includes(String(bytes)));
    const said = error?.kind === 'error' ? `e-[${error.text}]` : text?.kind === 'text' ? `"${text.text}"` : undefined;
    if (said === undefined) return new Stumble('loss', 'm-[Expecting …] is missing');
    const refusal = failure('board.error', { ...place, command: command.text, reply: said });
    return new Stumble('corruption', `\`${command.text}\` was answered with ${said}`, refusal);
  }
  if (error?.kind === 'error') return new Stumble('corruption', `a load command was answered with e-[${error.text}]`);
  const isDone = messages.some((message) => message.kind === 'load-done');
  if (isDone && position < count - 1) return new Stumble('desynchronised', 'm-load-done came too early');
  if (!isDone && position === count - 1) return new Stumble('loss', 'm-load-done is missing');
  return null;
}

/** Digits alone, right behind a number: the rest of one that was torn apart. Elsewhere they are the board's own affair. */
const tornDigits = /^\d+$/;

/** What an inference command brought that a pin marks, and not the laps of the board. */
export interface MarkedInference {
  /** Between the arrivals of `m-infer-start` and `m-infer-done`, on the host's clock. */
  readonly hostElapsedUs: number;
  /** Between the board's laps, where its firmware prints them all the same. */
  readonly lapElapsedUs: number | null;
  readonly results: readonly (number | null)[];
}

/**
 * Reads the reply to an inference command. `results` is null where the list is missing and can be asked for again.
 */
export function readInference(
  reply: Reply,
  iterations: number,
  place: Place,
): Stumble | (Omit<InferMeasured, 'results' | 'verified'> & { readonly results: readonly (number | null)[] | null }) {
  const { messages, command, arrivalsUs } = reply;
  const problem = inferenceProblem(reply, iterations, place);
  if (problem !== undefined) return problem;
  const laps: number[] = [];
  const lapArrivalsUs: number[] = [];
  for (const [position, message] of messages.entries()) {
    if (message.kind !== 'lap') continue;
    laps.push(message.lapUs);
    lapArrivalsUs.push(arrivalsUs[position] ?? 0);
  }
  const [startLapUs, endLapUs] = laps;
  if (startLapUs === undefined || endLapUs === undefined || laps.length > 2) {
    const missing = laps.length === 0 ? 'its two laps' : `two laps (it sent ${laps.length})`;
    const final = failure('board.reply', { ...place, command: command.text, missing });
    return new Stumble('loss', `the inference came with ${laps.length} laps instead of 2`, final);
  }
  const elapsedUs = elapsedBetweenLapsUs(startLapUs, endLapUs);
  if (elapsedUs === null) {
    const problem = `it went from ${startLapUs} back to ${endLapUs} µs ${place.where}`;
    return new Stumble('corruption', `the lap counter ${problem}`, failure('board.clock', { ...place, problem }));
  }
  const hostElapsedUs = Math.round((lapArrivalsUs[1] ?? 0) - (lapArrivalsUs[0] ?? 0));
  return { startLapUs, endLapUs, elapsedUs, hostElapsedUs, results: resultsOf(reply) };
}

/** Reads the reply to an inference command whose window is marked by a pin: laps may be there or not. */
export function readMarkedInference(
  reply: Reply,
  iterations: number,
  place: Place,
): Stumble | (Omit<MarkedInference, 'results'> & { readonly results: readonly (number | null)[] | null }) {
  const problem = inferenceProblem(reply, iterations, place);
  if (problem !== undefined) return problem;
  const { messages, arrivalsUs, command } = reply;
  const start = messages.findIndex((message) => message.kind === 'infer-start');
  const done = messages.findIndex((message) => message.kind === 'infer-done');
  if (start < 0 || done < 0) {
    const missing = start < 0 ? 'm-infer-start' : 'm-infer-done';
    return new Stumble(
      'loss',
      `${missing} is missing`,
      failure('board.reply', { ...place, command: command.text, missing }),
    );
  }
  const hostElapsedUs = Math.round((arrivalsUs[done] ?? 0) - (arrivalsUs[start] ?? 0));
  const [startLap, endLap] = messages.filter((message) => message.kind === 'lap');
  const lapElapsedUs =
    startLap === undefined || endLap === undefined ? null : elapsedBetweenLapsUs(startLap.lapUs, endLap.lapUs);
  return { hostElapsedUs, lapElapsedUs, results: resultsOf(reply) };
}

function inferenceProblem({ messages, command }: Reply, iterations: number, place: Place): Stumble | undefined {
  for (const [position, message] of messages.entries()) {
    if (message.kind === 'error') {
      const said = `e-[${message.text}]`;
      const refusal = failure('board.error', { ...place, command: command.text, reply: said });
      return new Stumble('corruption', `\`${command.text}\` was answered with ${said}`, refusal);
    }
    if (message.kind === 'infer-start' && message.iterations !== iterations) {
      return new Stumble('corruption', `the board ran ${message.iterations} inferences instead of ${iterations}`);
    }
    const before = messages[position - 1]?.kind;
    const isBehindNumber = before === 'lap' || before === 'infer-start';
    if (message.kind === 'text' && isBehindNumber && tornDigits.test(message.text)) {
      return new Stumble('corruption', `a line was torn apart: "${message.text}"`);
    }
  }
  return undefined;
}

/** The values of the reply's `m-results`, or null where it has none. */
export function resultsOf(reply: Reply): readonly (number | null)[] | null {
  const results = reply.messages.find((message) => message.kind === 'results');
  return results?.kind === 'results' ? results.values : null;
}
