import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { IntakeClient } from '../../site/client/intake-client.ts';
import { isOpenToOthers, serverAddress } from '../../site/client/server-address.ts';
import { submissionIdPattern, tokenIdPattern } from '../../site/server/intake/ids.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';

export const tokenVariable = 'BOARDBENCH_TOKEN';
export const databaseVariable = 'BOARDBENCH_DATABASE';

/** Where `serve` keeps its things when it is not told. */
export const usualData = './boardbench-data';

export interface ServerOptions {
  readonly to?: string;
  readonly token?: string;
}

/** Adds `--to` and `--token`. */
export function withServerOptions(command: Command): Command {
  return command
    .option('--to <url>', 'the address of the intake server')
    .option('--token <token>', `who you are there; better in ${tokenVariable}, where no list of processes shows it`);
}

/**
 * The client of the server that was named.
 * @throws BenchError usage.option
 */
export function intakeClient({ to, token }: ServerOptions, command: string): IntakeClient {
  if (to === undefined) {
    throw failure('usage.option', { option: '--to', problem: 'give the address of the server', command });
  }
  const bearer = token ?? process.env[tokenVariable] ?? '';
  if (bearer === '') {
    const problem = `say who you are: give a token, or set ${tokenVariable}`;
    throw failure('usage.option', { option: '--token', problem, command });
  }
  if (!/^[\x21-\x7e]+$/.test(bearer)) {
    throw failure('usage.option', { option: '--token', problem: 'it holds what no token does', command });
  }
  const server = serverAddress(to, command);
  if (isOpenToOthers(server)) {
    process.stderr.write(`boardbench: the token goes to ${server.host} unencrypted; use https:// where you can\n`);
  }
  return new IntakeClient(server, bearer);
}

/** The id of a submission. */
export function submissionIdOption(text: string): string {
  if (!new RegExp(submissionIdPattern).test(text)) {
    throw new InvalidArgumentError('It must be the id of a submission, 26 lower case letters and digits.');
  }
  return text;
}

/** The id of a token. */
export function tokenIdOption(text: string): string {
  if (!new RegExp(tokenIdPattern).test(text)) {
    throw new InvalidArgumentError('It must be the id of a token, the 8 letters and digits between the two _ of it.');
  }
  return text;
}

/** A time: a day (its beginning in UTC), a whole ISO 8601 stamp, or from now on (`12h`, `30d`, `8w`). */
export function timeOption(text: string): Date {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (!isDayOfCalendar(text)) throw new InvalidArgumentError('There is no such day.');
  const now = systemClock.wallTime();
  const time =
    count === undefined
      ? new Date(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?$/.test(text) ? text : NaN)
      : new Date(now.getTime() + Number(count) * hoursOf[unit === 'h' ? 'h' : unit === 'd' ? 'd' : 'w'] * 3_600_000);
  if (Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999) {
    throw new InvalidArgumentError('It must be as 2026-09-01, 2026-09-01T12:00:00Z, 12h, 30d or 8w.');
  }
  if (time <= now) throw new InvalidArgumentError('It must lie in the future.');
  return time;
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDayOfCalendar(text: string): boolean {
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  if (day === undefined) return true;
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

const hoursOf = { h: 1, d: 24, w: 168 } as const;
