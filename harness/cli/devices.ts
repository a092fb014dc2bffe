import { Command } from 'commander';
import { listSerialPorts } from '../../runners/discovery.ts';
import type { UsbIdentity } from '../../runners/discovery.ts';
import { deviceTransport } from '../../runners/transports/open-device.ts';
import { systemClock } from '../clock.ts';
import { BenchError } from '../errors.ts';
import { DeviceClient } from '../protocol/device-client.ts';
import type { Identity } from '../protocol/identity.ts';
import { interruptSignal } from './interrupt.ts';
import { secondsOption } from './options.ts';
import { errorToJson, formatTable, printJson, printLine } from './output.ts';

/** Long enough for most boards to boot, short enough to wait for a port where nothing answers. */
const defaultBootLimitSeconds = 3;

interface DevicesOptions {
  readonly probe: boolean;
  readonly bootLimit: number;
  readonly json?: true;
}

/** A device, and what became of asking it who it is. */
interface DeviceFound {
  readonly device: string;
  /** Whether it should be asked at all: a port that is not USB may be a console, and is asked when it is named. */
  readonly asks: boolean;
  readonly stablePath: string | null;
  readonly usb: UsbIdentity | null;
  /** Null where it was not asked, or did not say. */
  readonly identity: Identity | null;
  readonly problem: BenchError | null;
}

/** `boardbench devices`: the serial ports, and what answers on them. */
export function devicesCommand(): Command {
  return new Command('devices')
    .description('Lists the serial ports of this machine and what answers on them.')
    .argument('[device...]', 'devices to ask instead: URLs or ports, such as /dev/ttyUSB0?baud=9600')
    .option('--no-probe', 'do not open the ports: opening one resets many a board')
    .option('--boot-limit <seconds>', 'how long a board may take to answer', secondsOption, defaultBootLimitSeconds)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nPorts that are not USB are listed, and asked only when they are named.\n\nExamples:\n  boardbench devices\n  boardbench devices /dev/ttyUSB0?baud=9600 --json',
    )
    .action(async (devices: readonly string[], options: DevicesOptions) => {
      const { signal, release } = interruptSignal();
      try {
        const ports = devices.length > 0 ? devices.map(named) : (await listSerialPorts()).map(listed);
        const found = options.probe
          ? await Promise.all(ports.map((port) => asked(port, options.bootLimit * 1000, signal)))
          : ports;
        if (options.json === true) printJson({ devices: found.map(toJson) });
        else for (const line of toLines(found)) printLine(line);
      } finally {
        release();
      }
    });
}

function named(device: string): DeviceFound {
  return { device, asks: true, stablePath: null, usb: null, identity: null, problem: null };
}

function listed({ path, stablePath, usb }: Awaited<ReturnType<typeof listSerialPorts>>[number]): DeviceFound {
  return { device: path, asks: usb !== null, stablePath, usb, identity: null, problem: null };
}

async function asked(found: DeviceFound, bootLimitMs: number, signal: AbortSignal): Promise<DeviceFound> {
  if (!found.asks) return found;
  const transport = deviceTransport(found.device);
  try {
    const client = await DeviceClient.connect(transport, {
      clock: systemClock,
      record: () => undefined,
      burst: 1,
      verifyLoads: false,
      bootLimitMs,
      signal,
    });
    await client.close();
    return { ...found, identity: client.identity };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return { ...found, problem: error };
  }
}

function toJson({ device, stablePath, usb, identity, problem }: DeviceFound): object {
  return { device, stablePath, usb, identity, problem: problem === null ? null : errorToJson(problem) };
}

function toLines(found: readonly DeviceFound[]): string[] {
  if (found.length === 0) {
    return ['There are no serial ports. Is the board plugged in, with a cable that carries data?'];
  }
  const rows = found.map(({ device, usb, identity, problem }) => [
    device,
    usb === null ? '–' : `${usb.vendorId}:${usb.productId}`,
    [usb?.manufacturer, usb?.product].filter((text) => typeof text === 'string').join(' ') || '–',
    identity === null ? '–' : `${identity.name} (${identity.model})`,
    problem === null ? '' : problem.code,
  ]);
  const remedies = found.flatMap(({ problem }) =>
    problem === null ? [] : ['', problem.message, `  ${problem.remedy}`],
  );
  return [...formatTable(['Device', 'USB', 'Product', 'Answers', 'Problem'], rows), ...remedies];
}
