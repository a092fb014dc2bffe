import type { Clock } from '../../harness/clock.ts';
import { systemClock } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { deviceTransport } from '../transports/open-device.ts';
import { IoManagerTransport } from './io-manager-transport.ts';

/**
 * The board behind an I/O manager, not yet open.
 * @param deviceUrl the way to the manager; `?dut-baud=N` sets the rate at which it speaks to the board
 * @throws BenchError usage.device-scheme, usage.device-url
 */
export function ioManagerTransport(
  deviceUrl: string,
  clock: Clock = systemClock,
  signal?: AbortSignal,
): IoManagerTransport {
  const { url, boardBaud } = withoutBoardBaud(deviceUrl);
  return new IoManagerTransport(deviceTransport(url, clock), { clock, signal, setBoardBaud: boardBaud });
}

function withoutBoardBaud(deviceUrl: string): { readonly url: string; readonly boardBaud: number | undefined } {
  const at = deviceUrl.indexOf('?');
  if (at < 0) return { url: deviceUrl, boardBaud: undefined };
  const options = deviceUrl.slice(at + 1).split('&');
  const [own, ...more] = options.filter((option) => option.startsWith('dut-baud='));
  const others = options.filter((option) => !option.startsWith('dut-baud='));
  const url = deviceUrl.slice(0, at) + (others.length === 0 ? '' : `?${others.join('&')}`);
  if (own === undefined) return { url, boardBaud: undefined };
  const boardBaud = Number(own.slice('dut-baud='.length));
  if (more.length > 0 || !Number.isInteger(boardBaud) || boardBaud < 50 || boardBaud > 50_000_000) {
    throw failure('usage.device-url', { url: deviceUrl, problem: `${own} is no rate from 50 to 50000000` });
  }
  return { url, boardBaud };
}
