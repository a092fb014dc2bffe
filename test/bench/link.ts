/**
 * How close a keyword sample (load 490 bytes, infer once) comes to the limit of the wire: `npm run bench:link`.
 * Every row is measured in this run, on an emulated UART link; the board computes nothing.
 */
import { systemClock } from '../../harness/clock.ts';
import { loadCommands } from '../../harness/protocol/commands.ts';
import { DeviceClient } from '../../harness/protocol/device-client.ts';
import type { InferRequest } from '../../harness/protocol/device-client.ts';
import { Link } from '../../harness/protocol/link.ts';
import { formatTable } from '../../harness/cli/output.ts';
import { ChildProcessTransport } from '../../runners/transports/child-process.ts';
import { parseDeviceUrl } from '../../runners/transports/device-url.ts';
import { instantBoard } from './instant-model.ts';
import { PacedLink } from './paced-link.ts';
import { measureRate } from './throughput.ts';

const samples = Number(process.argv[2] ?? 40);
const request: InferRequest = { iterations: 1, warmups: 0, outputs: 12, unseenInferenceLimitUs: 1e6 };
const input = { name: 'a.bin', bytes: Uint8Array.from({ length: 490 }, (_, index) => (index * 7) % 256), offset: 0 };

function program(file: string, ...args: (string | number)[]): ChildProcessTransport {
  const path = new URL(file, import.meta.url).pathname;
  const device = parseDeviceUrl(`exec:"${process.execPath}" --import tsx "${path}" ${args.join(' ')}`);
  if (device.kind !== 'exec') throw new Error('not a child process');
  return new ChildProcessTransport(device);
}

/** Bytes of the host for load and inference, then those of the board's reply to the inference. */
const hostBytes = [...loadCommands(input.bytes).map(({ text }) => text), 'infer 1 0'].join('%').length + 1;
const zeros = Array.from({ length: 12 }, () => '0.083').join(',');
const replyBytes = [
  'm-warmup-start-0',
  'm-warmup-done',
  'm-infer-start-1',
  'm-lap-us-12345678',
  'm-lap-us-12345678',
  'm-infer-done',
  `m-results-[${zeros}]`,
  'm-ready',
].reduce((sum, line) => sum + line.length + 2, 0);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Milliseconds of a sample: the median of `count`, and the best, which other work on the machine disturbs least. */
async function timed(count: number, work: () => Promise<unknown>): Promise<{ ms: number; bestMs: number }> {
  const times: number[] = [];
  for (let sample = 0; sample < count; sample++) {
    const startedMs = performance.now();
    await work();
    times.push(performance.now() - startedMs);
  }
  return { ms: median(times), bestMs: Math.min(...times) };
}

async function ours(
  baud: number,
  delayMs: number,
  kind: 'burst' | 'lock-step',
): Promise<{ ms: number; bestMs: number; depth: number }> {
  const device = await DeviceClient.connect(new PacedLink(baud, delayMs, kind), {
    clock: systemClock,
    record: () => undefined,
    burst: 'auto',
    verifyLoads: false,
    bootLimitMs: 20_000,
  });
  for (let sample = 0; sample < 3; sample++) await device.loadAndInfer(input, request);
  const times = await timed(samples, () => device.loadAndInfer(input, request));
  const depth = device.burstDepth;
  await device.close();
  return { ...times, depth };
}

/** As the existing runner does it: 31 bytes a command, each command after the `m-ready` of the one before. */
async function existing(baud: number, delayMs: number): Promise<number> {
  const link = new Link(new PacedLink(baud, delayMs, 'burst'), systemClock, () => undefined);
  await link.open();
  await link.waitForIdle((messages) => messages.some((message) => message.kind === 'ready'), 20_000);
  const digits = Buffer.from(input.bytes).toString('hex');
  const texts = ['db load 490', ...(digits.match(/.{1,62}/g) ?? []).map((part) => `db ${part}`), 'infer 1 0'];
  const list = texts.map((text) => ({ text, replyBytes: 30, computeUs: 0, isPayload: true }));
  const { ms } = await timed(Math.min(samples, 20), () => link.exchange(list, { depth: 1 }));
  await link.close();
  return ms;
}

const rows: string[][] = [];
for (const [baud, delayMs, target] of [
  [115200, 1, 1.08],
  [921600, 1, 1.3],
  [115200, 16, 1.25],
] as const) {
  const limitMs = ((hostBytes + replyBytes) * 10_000) / baud;
  const { ms, bestMs, depth } = await ours(baud, delayMs, 'burst');
  const existingMs = await existing(baud, delayMs);
  rows.push([
    `${baud} baud, ${delayMs} ms`,
    limitMs.toFixed(2),
    ms.toFixed(2),
    (ms / limitMs).toFixed(3),
    (bestMs / limitMs).toFixed(3),
    target.toFixed(2),
    String(depth),
    existingMs.toFixed(2),
    (existingMs / limitMs).toFixed(2),
  ]);
}
console.log(`Board that takes bursts: a sample in ms (median of ${samples}), and × the wire limit`);
console.log(
  formatTable(
    ['link', 'wire limit', 'boardbench', '×', 'best ×', 'at most', 'depth', '31 bytes lock-step', '× '],
    rows,
  ).join('\n'),
);

const lockStep: string[][] = [];
for (const [baud, delayMs] of [
  [115200, 1],
  [921600, 1],
  [115200, 16],
] as const) {
  const loads = loadCommands(input.bytes);
  const answers = ['m-[Expecting 490 bytes]', ...loads.slice(1).map(() => '')];
  const readyBytes = 9;
  const loadReplyBytes = answers.reduce((sum, line) => sum + (line === '' ? 0 : line.length + 2) + readyBytes, 0) + 13;
  const trips = loads.length + 1;
  const boundMs = ((hostBytes + loadReplyBytes + replyBytes) * 10_000) / baud + trips * delayMs;
  const { ms, bestMs, depth } = await ours(baud, delayMs, 'lock-step');
  lockStep.push([
    `${baud} baud, ${delayMs} ms`,
    boundMs.toFixed(2),
    ms.toFixed(2),
    (ms / boundMs).toFixed(3),
    (bestMs / boundMs).toFixed(3),
    '1.030',
    String(depth),
  ]);
}
console.log('\nBoard that must have lock-step: a sample in ms, and × the bound of its round trips');
console.log(formatTable(['link', 'bound', 'boardbench', '×', 'best ×', 'at most', 'depth'], lockStep).join('\n'));

console.log('\nNo link delay: samples a second besides the inference, journal included');
const childRate = await measureRate(() => program('instant-board.ts'), 5000);
console.log(`child process  ${childRate.toFixed(0)}  (at least 1500)`);

const memorySamples = 100_000;
/** The resident set after a full collection: what is held, not what waits to be collected. */
const mebibytes = (): string => {
  globalThis.gc?.();
  return (process.memoryUsage.rss() / 2 ** 20).toFixed(0);
};
const resident: string[] = [];
const memoryRate = await measureRate(
  () => instantBoard(systemClock),
  memorySamples,
  (done) => {
    if (done % (memorySamples / 5) === 0 || done === 2000) resident.push(`${mebibytes()} MiB at ${done}`);
  },
);
console.log(`in memory      ${memoryRate.toFixed(0)}`);
console.log(`\nResident set over ${memorySamples} samples, after a collection: ${resident.join(', ')}`);
