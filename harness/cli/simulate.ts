import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { serveStdio } from '../../runners/serving/stdio.ts';
import { servePty } from '../../runners/serving/pty.ts';
import { serveTcp } from '../../runners/serving/tcp.ts';
import type { Serving } from '../../runners/serving/seat.ts';
import { openBench } from '../../runners/simulated/bench.ts';
import type { BenchOptions } from '../../runners/simulated/bench.ts';
import { emulatedKinds, parseEmulatedMonitor } from '../../runners/simulated/emulated-monitor.ts';
import type { EmulatedMonitor } from '../../runners/simulated/emulated-monitor.ts';
import { boardPeer, openSimulatedBoard } from '../../runners/simulated/transport.ts';
import { MemoryTransport } from '../../runners/transports/memory.ts';
import { failure } from '../errors.ts';
import type { Transport } from '../protocol/transport.ts';
import { interruptSignal } from './interrupt.ts';
import { printLine } from './output.ts';

interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

interface SimulateOptions {
  readonly tcp?: TcpAddress;
  readonly pty?: string;
  readonly stdio?: true;
  readonly ioManager?: true;
  readonly monitor?: string;
  readonly monitorPty?: string;
  readonly monitorTcp?: TcpAddress;
  readonly supply?: number;
}

/** What is served: the port of the board, or of its I/O manager, and that of an instrument. */
interface Stand {
  readonly port: Transport;
  readonly monitor?: { readonly kind: string; readonly port: Transport };
}

/** `boardbench simulate`: a simulated board where other tools can talk to it. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Serves a simulated board on a TCP port, a serial port (pseudo-terminal) or standard streams.')
    .argument('<board>', 'the simulated board: sim:CORE?model=FILE&…')
    .addOption(
      new Option('--tcp <[host:]port>', 'listen on a TCP port; 0 takes any that is free, on 127.0.0.1 unless named')
        .argParser(tcpAddress)
        .conflicts(['pty', 'stdio']),
    )
    .addOption(
      new Option('--pty <link>', 'open a serial port and make a link to it (Linux, with socat)').conflicts('stdio'),
    )
    .option('--stdio', 'speak the protocol on standard input and output, as exec: devices do')
    .option(
      '--io-manager',
      'put an I/O manager in front of the board, and serve its port in place of that of the board',
    )
    .option('--monitor <kind>', `measure the board with an emulated instrument: ${emulatedKinds.join(', ')}`)
    .addOption(
      new Option('--monitor-tcp <[host:]port>', 'where the instrument listens')
        .argParser(tcpAddress)
        .conflicts('monitorPty'),
    )
    .option('--monitor-pty <link>', 'the serial port of the instrument')
    .option(
      '--supply <volts>',
      'the supply that the board has of its own; 0 is off (3, or off with an instrument that supplies)',
      supplyOption,
    )
    .addHelpText(
      'after',
      `
The board serves one host at a time, and boots anew for each unless reset-on-open=false.
It prints where it listens, and runs until Ctrl-C. An instrument is wired to the board: it
supplies it, measures what it draws and sees its timestamp pin. Its time leaps with that of the
board, unless the board has time=real.

Examples:
  boardbench simulate "sim:cortex-m4?model=kws01.tflite" --tcp 3456
  boardbench simulate "sim:cortex-m4?model=kws01.tflite&baud=115200&queue=1" --pty ./board
  boardbench run --device ./board …
  boardbench simulate "sim:cortex-m4?mode=energy" --io-manager --pty ./manager --monitor lpm01a --monitor-pty ./monitor
  boardbench run --io-manager ./manager --mode energy --monitor lpm01a:./monitor --voltage 3.0 …
  boardbench run --device "exec:npx boardbench simulate sim:cortex-m7?model=kws01.tflite --stdio" …`,
    )
    .action(simulate);
}

async function simulate(url: string, options: SimulateOptions): Promise<void> {
  const { tcp, pty, stdio } = options;
  if (tcp === undefined && pty === undefined && stdio !== true) {
    throw misused('simulate', 'it needs one of --tcp, --pty and --stdio');
  }
  // Before anything is served, so that a wrong option or model is told now and not to the first host.
  const stand = await standOf(url, options);
  const { signal, release } = interruptSignal();
  const servings: Serving[] = [];
  try {
    if (tcp !== undefined || pty !== undefined) {
      const serving = await listen(stand.port, { tcp, pty });
      servings.push(serving);
      printLine(`listening at ${serving.url}`);
    }
    if (stand.monitor !== undefined) {
      const { kind, port } = stand.monitor;
      const serving = await listen(port, { tcp: options.monitorTcp, pty: options.monitorPty });
      servings.push(serving);
      const line = `${kind} listening at ${serving.url}`;
      if (stdio === true) process.stderr.write(`${line}\n`);
      else printLine(line);
    }
    if (stdio === true) await overStdio(stand.port, signal);
    else if (!signal.aborted) await once(signal, 'abort');
  } finally {
    for (const serving of servings) await serving.stop();
    release();
  }
}

/** A board alone, or on a bench with all that is asked for. */
async function standOf(url: string, options: SimulateOptions): Promise<Stand> {
  const monitor = monitorOf(options);
  const isBench = monitor !== undefined || options.ioManager === true || options.supply !== undefined;
  if (!isBench) {
    const board = await openSimulatedBoard(url);
    return { port: new MemoryTransport(url, () => boardPeer(board)) };
  }
  const voltageV = options.supply ?? (monitor?.supplies === true ? 0 : undefined);
  const wiring: BenchOptions = {
    ...(voltageV === undefined ? {} : { voltageV }),
    ...(options.ioManager === true ? { ioManager: {} } : {}),
  };
  const bench = await openBench(url, wiring);
  if (monitor === undefined) return { port: bench.port };
  return { port: bench.port, monitor: { kind: monitor.kind, port: bench.connect(monitor) } };
}

function monitorOf({ monitor, monitorTcp, monitorPty }: SimulateOptions): EmulatedMonitor | undefined {
  const isServed = monitorTcp !== undefined || monitorPty !== undefined;
  if (monitor === undefined) {
    if (isServed) throw misused('--monitor', 'say which instrument it is to be');
    return undefined;
  }
  const emulated = parseEmulatedMonitor(monitor);
  if (!isServed) throw misused('--monitor', 'it needs one of --monitor-tcp and --monitor-pty');
  return emulated;
}

function misused(option: string, problem: string): Error {
  return failure('usage.option', { option, problem, command: 'simulate' });
}

interface Place {
  readonly tcp: TcpAddress | undefined;
  readonly pty: string | undefined;
}

function listen(port: Transport, { tcp, pty }: Place): Promise<Serving> {
  return tcp === undefined ? servePty(port, pty ?? '') : serveTcp(port, tcp);
}

async function overStdio(board: Transport, signal: AbortSignal): Promise<void> {
  const serving = serveStdio(board, process.stdin, process.stdout);
  const problem = await Promise.race([serving.ended, once(signal, 'abort').then(() => undefined)]);
  await serving.stop();
  process.stdin.destroy();
  if (problem !== undefined) {
    throw failure('port.vanished', { device: board.url, problem: problem.message, where: 'while it was served' });
  }
}

/** `PORT`, `HOST:PORT` or `[IPv6]:PORT`. */
function tcpAddress(text: string): TcpAddress {
  const [, bracketed, plain, port = ''] = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d+)$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) {
    throw new InvalidArgumentError('It must be PORT or HOST:PORT, with a port from 0 to 65535.');
  }
  return { host: bracketed ?? plain ?? '127.0.0.1', port: Number(port) };
}

/** Volts, 0 for a supply that is off. */
function supplyOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 60)) {
    throw new InvalidArgumentError('It must be a number of volts from 0 to 60.');
  }
  return value;
}
