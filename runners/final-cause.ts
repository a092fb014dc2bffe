import { failure } from '../harness/errors.ts';
import type { BenchError } from '../harness/errors.ts';
import { Link } from '../harness/protocol/link.ts';
import type { Transport } from '../harness/protocol/transport.ts';
import type { DoctorOptions, Stage } from './doctor.ts';

/** The rates that boards and their bridges usually have, the likeliest first. */
const usualBauds = [115200, 9600, 921600, 460800, 230400, 57600, 38400, 19200, 1000000, 2000000] as const;
/** What each rate of the sweep gets to be heard. */
const sweepMs = 600;

/** What to do about a board that cannot be understood, on a serial port and where something else carries the bytes. */
const advice = {
  'board.no-answer': {
    serial:
      'Check its power and press reset; swap TX and RX. If a terminal shows no boot text either, the firmware is not ' +
      'flashed or is stuck: flash it again',
    elsewhere: 'Start what answers there again, and see that it runs the firmware and that no other host has it',
  },
  'board.babble': {
    serial:
      "Give the firmware's own rate with ?baud=; if that is one of the usual ones, check ground and signal level (UART " +
      'pins are no RS-232)',
    elsewhere: 'Check the address: what answers there is no firmware of this protocol, or sends other text between',
  },
} as const;

/**
 * The cause to end with, where the remedy of `error` would send its reader back to the doctor, or speaks of a serial
 * line where there is none.
 */
export function finalCause(
  { device, canSweep }: DoctorOptions,
  error: BenchError,
  step: 'talking' | 'inferring',
): BenchError {
  const { code, details } = error;
  const problem = String(details['problem'] ?? '');
  const broken = (what: string): BenchError =>
    failure(step === 'inferring' ? 'board.inference' : 'board.breaks-off', { device, problem: what }, { cause: error });
  switch (code) {
    case 'port.failed':
      return failure('port.unusable', { device, problem }, { cause: error });
    case 'board.silent':
    case 'board.garbage':
      return broken('it falls silent');
    case 'board.error':
      return broken(`\`${details['command'] ?? ''}\` is answered with ${details['reply'] ?? ''}`);
    case 'port.vanished':
      return canSweep ? error : broken(`the connection ended (${problem})`);
    case 'link.unreliable':
      return canSweep ? error : failure('link.lossy', { device, problem }, { cause: error });
    default:
      return error;
  }
}

/**
 * Why a board could not be talked to: the port, line ends it wants, another rate, or nothing at all.
 * @param hasAnswered it had answered `name` before it fell silent, so rate and line ends are right
 */
export async function explainSilence(
  options: DoctorOptions,
  error: BenchError,
  stages: Stage[],
  hasAnswered: boolean,
): Promise<BenchError> {
  const { device } = options;
  const isMute = error.code === 'board.silent' || error.code === 'board.garbage';
  if (!isMute && !error.code.startsWith('board.')) {
    stages.push({ name: 'port', isGood: false, seen: error.message });
    return finalCause(options, error, 'talking');
  }
  stages.push({ name: 'port', isGood: true, seen: `${device} opens` });
  const isBabble = error.code === 'board.garbage';
  const seen = isBabble && !options.canSweep ? 'it sends bytes that are no protocol text' : error.message;
  stages.push({ name: 'answer', isGood: false, seen });
  if (!isMute || hasAnswered) return finalCause(options, error, 'talking');
  const code = isBabble ? 'board.babble' : 'board.no-answer';
  for (const [end, needed] of [
    ['\r', 'a CR'],
    ['\n', 'an LF'],
  ] as const) {
    if (await answers(options, options.open(), end)) {
      stages.push({ name: 'line ends', isGood: false, seen: `answers when ${needed} follows the %` });
      return failure('board.line-ends', { device, needed });
    }
  }
  if (!options.canSweep) return failure(code, { device, swept: '', advice: advice[code].elsewhere });
  const first = options.open();
  for (const baud of usualBauds) {
    if (baud === first.baud) continue;
    if (!(await answers(options, options.open(baud), ''))) continue;
    stages.push({ name: 'rate', isGood: false, seen: `answers at ${baud} baud` });
    return failure('board.baud', { device, found: baud, tried: first.baud ?? 'the rate given' });
  }
  stages.push({ name: 'rate', isGood: false, seen: `no answer at ${usualBauds.join(', ')} baud` });
  return failure(code, { device, swept: ', at any of the usual rates', advice: advice[code].serial });
}

/** Whether the board answers `name` with `end` behind it. */
async function answers(options: DoctorOptions, transport: Transport, end: string): Promise<boolean> {
  const link = new Link(transport, options.clock, () => undefined);
  try {
    await link.open();
    for (let attempt = 0; attempt < 2; attempt++) {
      // The first ends what earlier attempts have left in the command buffer.
      link.writeLoose(`%${end}`);
      await link.settle(sweepMs / 4, sweepMs, options.signal);
      link.takeIdleMessages();
      link.writeLoose(`name%${end}`);
      const hasName = await link.waitForIdle(
        (messages) => messages.some((message) => message.kind === 'name'),
        sweepMs,
        options.signal,
      );
      if (hasName) return true;
    }
    return false;
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    return false;
  } finally {
    await link.close();
  }
}
