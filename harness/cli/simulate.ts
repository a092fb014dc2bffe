import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { serveStdio } from '../../runners/serving/stdio.ts';
import { servePty } from '../../runners/serving/pty.ts';
import { serveTcp } from '../../runners/serving/tcp.ts';
import type { Serving } from '../../runners/serving/seat.ts';
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
    .addHelpText(
      'after',
      `
The board serves one host at a time, and boots anew for each unless reset-on-open=false.
It prints where it listens, and runs until Ctrl-C.

Examples:
  boardbench simulate "sim:cortex-m4?model=kws01.tflite" --tcp 3456
  boardbench simulate "sim:cortex-m4?model=kws01.tflite&baud=115200&queue=1" --pty ./board
  boardbench run --device ./board …
  boardbench run --device "exec:npx boardbench simulate sim:cortex-m7?model=kws01.tflite --stdio" …`,
    )
    .action(simulate);
}

async function simulate(url: string, options: SimulateOptions): Promise<void> {
  if (options.tcp === undefined && options.pty === undefined && options.stdio !== true) {
    throw failure('usage.option', {
      option: 'simulate',
      problem: 'it needs one of --tcp, --pty and --stdio',
      command: 'simulate',
    });
  }
  // Before it is served, so that a wrong option or model is told now and not to the first host.
  const board = await openSimulatedBoard(url);
  const transport = new MemoryTransport(url, () => boardPeer(board));
  const { signal, release } = interruptSignal();
  try {
    if (options.stdio === true) await overStdio(transport, signal);
    else await untilInterrupted(await listen(transport, options), signal);
  } finally {
    release();
  }
}

function listen(board: Transport, { tcp, pty }: SimulateOptions): Promise<Serving> {
  return tcp === undefined ? servePty(board, pty ?? '') : serveTcp(board, tcp);
}

async function untilInterrupted(serving: Serving, signal: AbortSignal): Promise<void> {
  printLine(`listening at ${serving.url}`);
  if (!signal.aborted) await once(signal, 'abort');
  await serving.stop();
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
