/**
 * A board behind an emulated UART link, as a program on stdin and stdout: every byte takes its time on the wire in
 * both directions, and what the host receives comes later by a fixed delay, as a USB bridge makes it. The board's
 * computing takes no time.
 *
 *     paced-board.ts BAUD DELAY_MS burst|lock-step
 */
import { CommandBuffer } from '../../runners/simulated/command-buffer.ts';
import { cores } from '../../runners/simulated/cores.ts';
import { Firmware } from '../../runners/simulated/firmware.ts';
import { defaultOptions } from '../../runners/simulated/options.ts';

const [baudText = '115200', delayText = '1', kind = 'burst'] = process.argv.slice(2);
const usPerByte = 10_000_000 / Number(baudText);
const delayUs = Number(delayText) * 1000;

const core = cores.get('cortex-m4');
if (core === undefined) throw new Error('no such core');
const model = {
  name: 'kws01',
  inputBytes: 490,
  outputs: 12,
  costs: [],
  infer: () => new Array<number>(12).fill(1 / 12),
};
const firmware = new Firmware(defaultOptions(core), model, () => []);
const buffer = new CommandBuffer('percent');

interface Due {
  readonly atUs: number;
  readonly byte: number;
}

/** Bytes on their way, in order of arrival. */
const toBoard: Due[] = [];
const toHost: Due[] = [];
let toBoardHead = 0;
let toHostHead = 0;
let hostWireFreeUs = 0;
let boardWireFreeUs = 0;

const nowUs = (): number => performance.now() * 1000;

process.stdin.on('data', (chunk: Buffer) => {
  const startUs = Math.max(nowUs(), hostWireFreeUs);
  for (const [index, byte] of chunk.entries()) toBoard.push({ atUs: startUs + (index + 1) * usPerByte, byte });
  hostWireFreeUs = startUs + chunk.length * usPerByte;
});
process.stdin.on('end', () => process.exit(0));

function reply(text: string, atUs: number): void {
  boardWireFreeUs = Math.max(boardWireFreeUs, atUs);
  for (const byte of Buffer.from(text, 'latin1')) {
    boardWireFreeUs += usPerByte;
    toHost.push({ atUs: boardWireFreeUs + delayUs, byte });
  }
}

firmware.boot(true);
reply(firmware.takeReply(), nowUs());

function turn(): void {
  const now = nowUs();
  for (let due = toBoard[toBoardHead]; due !== undefined && due.atUs <= now; due = toBoard[++toBoardHead]) {
    // A lock-step board does not listen while it sends.
    if (kind === 'lock-step' && due.atUs < boardWireFreeUs) continue;
    const { command } = buffer.take(Buffer.of(due.byte), 0);
    if (command === undefined) continue;
    firmware.execute(command);
    reply(firmware.takeReply(), due.atUs);
  }
  const ready: number[] = [];
  for (let due = toHost[toHostHead]; due !== undefined && due.atUs <= now; due = toHost[++toHostHead])
    ready.push(due.byte);
  if (ready.length > 0) process.stdout.write(Buffer.from(ready));
  if (toBoardHead > 4096) toBoardHead -= toBoard.splice(0, toBoardHead).length;
  if (toHostHead > 4096) toHostHead -= toHost.splice(0, toHostHead).length;
  setImmediate(turn);
}
turn();
