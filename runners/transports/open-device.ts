import type { Clock } from '../../harness/clock.ts';
import { systemClock } from '../../harness/clock.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { simulatedTransport } from '../simulated/transport.ts';
import { ChildProcessTransport } from './child-process.ts';
import { parseDeviceUrl } from './device-url.ts';
import type { Device } from './device-url.ts';
import { SerialTransport } from './serial.ts';
import { TcpTransport } from './tcp.ts';

/**
 * The way to a device, not yet open.
 * @param device a device URL, or one already read
 * @throws BenchError usage.device-scheme, usage.device-url
 */
export function deviceTransport(device: Device | string, clock: Clock = systemClock): Transport {
  const read = typeof device === 'string' ? parseDeviceUrl(device) : device;
  switch (read.kind) {
    case 'serial':
      return new SerialTransport(read);
    case 'tcp':
      return new TcpTransport(read, clock);
    case 'exec':
      return new ChildProcessTransport(read, clock);
    case 'sim':
      return simulatedTransport(read.url, clock);
  }
}
