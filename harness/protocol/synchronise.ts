import type { Clock } from '../clock.ts';
import { failure } from '../errors.ts';
import type { Link } from './link.ts';
import type { Message } from './messages.ts';

export interface SynchroniseOptions {
  readonly clock: Clock;
  /** How long the board may stay silent, at most: as long as it may take to boot. */
  readonly limitMs: number;
  /** The port was just opened: nothing of ours is in the board's command buffer. */
  readonly isFirst: boolean;
  readonly where: string;
  readonly signal?: AbortSignal | undefined;
}

const shortestWaitMs = 250;
/** The latency that is assumed while none has been seen: an FTDI bridge's. */
const unknownLatencyUs = 16_000;

/**
 * Brings host and board to a common point: whatever was in flight is over when the board has answered `name` and
 * fallen silent, be it booting (late, twice or without a banner), confused by lost bytes, or just slow. A lone `%`
 * first ends what a lost byte has left in the command buffer.
 * @returns the mode that a boot banner named, or undefined where none was seen
 * @throws BenchError board.silent, board.garbage
 */
export async function synchronise(
  link: Link,
  options: SynchroniseOptions,
): Promise<'performance' | 'energy' | undefined> {
  const { clock, limitMs, isFirst, where, signal } = options;
  const startedUs = clock.nowUs();
  const latencyMs = (link.timing.latencyUs ?? unknownLatencyUs) / 1000;
  const quietMs = Math.max(10, 2 * latencyMs) + (100 * link.timing.usPerByte) / 1000;
  const heard: Message[] = [];
  let waitMs = Math.max(shortestWaitMs, link.timing.allowanceUs / 4000);
  if (!isFirst) await link.settle(quietMs, waitMs, signal);
  heard.push(...link.takeIdleMessages());
  link.forget();
  for (let attempt = 0; ; attempt++) {
    if (!isFirst || attempt > 0) {
      link.writeLoose('%');
      // A board that must have lock-step does not listen while it answers this.
      await link.settle(quietMs, waitMs, signal);
    }
    link.writeLoose('name%');
    const isAnswered = await link.waitForIdle(answersName, waitMs, signal);
    if (isAnswered) {
      // A second banner, or the answers to names sent earlier, may still be coming.
      if (isFirst || attempt > 0) await link.settle(quietMs, 20 * quietMs, signal);
      heard.push(...link.takeIdleMessages());
      link.forget();
      return bannerMode(heard);
    }
    heard.push(...link.takeIdleMessages());
    const waitedMs = (clock.nowUs() - startedUs) / 1000;
    if (waitedMs >= limitMs) throw silence(link, Math.round(waitedMs), isFirst, where);
    waitMs = Math.min(2 * waitMs, Math.max(shortestWaitMs, limitMs - waitedMs));
  }
}

function answersName(messages: readonly Message[]): boolean {
  const name = messages.findIndex((message) => message.kind === 'name');
  return name >= 0 && messages.slice(name).some((message) => message.kind === 'ready');
}

function bannerMode(messages: readonly Message[]): 'performance' | 'energy' | undefined {
  const banner = messages.findLast((message) => message.kind === 'timestamp-mode');
  return banner?.kind === 'timestamp-mode' ? banner.mode : undefined;
}

function silence(link: Link, waitedMs: number, isFirst: boolean, where: string): Error {
  const { all, unprintable } = link.bytesSeen;
  if (isFirst && unprintable > all / 5) {
    return failure('board.garbage', { device: link.url, baud: link.baud ?? 'an unknown number of' });
  }
  return failure('board.silent', { device: link.url, command: 'name', waitedMs, where });
}
