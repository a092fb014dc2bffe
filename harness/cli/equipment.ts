import { openMonitor } from '../../power/monitors/open-monitor.ts';
import { ioManagerTransport } from '../../runners/io-manager/open-io-manager.ts';
import { openBench } from '../../runners/simulated/bench.ts';
import type { SimulatedBench } from '../../runners/simulated/bench.ts';
import { parseDeviceUrl } from '../../runners/transports/device-url.ts';
import { deviceTransport } from '../../runners/transports/open-device.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import type { RunSurroundings } from '../modes/run.ts';

/** Opens the devices, monitors and I/O managers of a run by their URLs; a simulated board and `sim:` share a circuit. */
export function equipment(signal: AbortSignal): Pick<RunSurroundings, 'openTransport' | 'openMonitor' | 'openManager'> {
  const benches = new Map<string, Promise<SimulatedBench>>();
  return {
    openTransport: async (device, baud) => {
      const bench = await benches.get(device);
      return bench?.port ?? deviceTransport(parseDeviceUrl(device, baud ?? undefined), systemClock);
    },
    openMonitor: async (url, device) => {
      if (url.startsWith('sim:')) {
        if (!device.startsWith('sim:')) {
          throw failure('usage.monitor', { url, problem: `it measures simulated boards alone, and ${device} is none` });
        }
        const bench = benches.get(device) ?? openBench(device);
        benches.set(device, bench);
        return (await bench).instrument(url);
      }
      const transport = (port: string, baud: number) => deviceTransport(parseDeviceUrl(port, baud), systemClock);
      return openMonitor(url, { clock: systemClock, signal, transport });
    },
    openManager: (device) => ioManagerTransport(device, systemClock, signal),
  };
}
