import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../harness/clock.ts';
import type {
  DeviceIdentity,
  JournalEvent,
  SampleMeasured,
  SessionHead,
  WindowMeasured,
} from '../../../harness/session/events.ts';
import { Journal } from '../../../harness/session/journal.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';

/** A clock that moves by `stepUs` each time it is asked. */
export function steppingClock(stepUs = 1000): Clock {
  let us = 5_000_000;
  return {
    nowUs: () => (us += stepUs),
    wallTime: () => new Date(Date.UTC(2025, 0, 2, 3, 4, 5) + us / 1000),
    after: () => () => undefined,
  };
}

/** Calls `work` with a folder of its own, which is gone afterwards. */
export async function inFolder(work: (directory: string) => Promise<void> | void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'boardbench-session-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function headOf(changes: Partial<SessionHead> = {}): SessionHead {
  return {
    type: 'session',
    format: 1,
    id: '20250102030405-ab12',
    startedAt: '2025-01-02T03:04:05.000Z',
    program: { name: 'boardbench', version: '0.1.0' },
    host: { platform: 'linux', release: '6.1', node: 'v20.12.0' },
    mode: 'performance',
    runModes: ['performance', 'accuracy'],
    previousSession: null,
    device: 'tcp://127.0.0.1:3456',
    workload: {
      name: 'kws01',
      inputBytes: 490,
      classes: 3,
      classNames: ['Down', 'Go', 'Left'],
      metric: 'top1',
      qualityTarget: 0.9,
    },
    dataset: {
      directory: 'datasets/kws01',
      kind: 'official',
      labelsSha256: kws01.labelLists[0]?.sha256 ?? '',
      inputsSha256: 'b'.repeat(64),
      samples: 4,
    },
    options: { windows: 5, minSeconds: 10, limit: null, burst: 'auto', verifyLoads: false, baud: 115200 },
    ...changes,
  };
}

/** Of a data set of one's own, whose labels nothing is known of. */
export const ownDataset: SessionHead['dataset'] = { ...headOf().dataset, kind: 'own', labelsSha256: 'a'.repeat(64) };

export function identityOf(changes: Partial<DeviceIdentity> = {}): DeviceIdentity {
  return {
    type: 'identity',
    name: 'Example',
    profile: 'ULPMark for tinyML Firmware V0.0.1',
    model: 'kws01',
    capabilities: [],
    simulated: false,
    burstDepth: 8,
    ...changes,
  };
}

export function windowOf(index: number, changes: Partial<WindowMeasured> = {}): WindowMeasured {
  const startLapUs = changes.startLapUs ?? 1_000_000 + index * 20_000_000;
  const elapsedUs = changes.elapsedUs ?? 10_400_000 + index * 1000;
  return {
    type: 'window',
    index,
    use: 'counted',
    why: null,
    input: `tst_00000${index}.bin`,
    label: index % 3,
    warmups: 10,
    iterations: 240,
    startLapUs,
    endLapUs: startLapUs + elapsedUs,
    elapsedUs,
    hostElapsedUs: elapsedUs + 900,
    results: [0.9, 0.1, 0],
    ...changes,
  };
}

export function sampleOf(index: number, changes: Partial<SampleMeasured> = {}): SampleMeasured {
  const startLapUs = 2_000_000 + index * 100_000;
  const label = changes.label ?? index % 3;
  return {
    type: 'sample',
    index,
    file: `tst_00000${index}.bin`,
    label,
    segment: 0,
    segments: 1,
    startLapUs,
    endLapUs: startLapUs + 43_000,
    elapsedUs: 43_000,
    results: [0, 1, 2].map((place) => (place === label ? 0.9 : 0.05)),
    verified: false,
    ...changes,
  };
}

/** What the link says while `measured` is taken, and the event itself. */
export function exchangeOf(measured: WindowMeasured | SampleMeasured): JournalEvent[] {
  const [input, iterations, warmups] =
    measured.type === 'window' ? [measured.input, measured.iterations, measured.warmups] : [measured.file, 1, 0];
  const results = measured.results.map((value) => value?.toFixed(3) ?? 'nan').join(',');
  const offset = measured.type === 'sample' ? measured.segment * 512 : 0;
  return [
    { type: 'payload', input, bytes: 490, offset, commands: 13, depth: 8, sha256: 'c'.repeat(64) },
    { type: 'sent', text: 'db load 490%' },
    { type: 'sent', text: `infer ${iterations} ${warmups}%` },
    { type: 'received', lines: ['m-[Expecting 490 bytes]', 'm-ready', 'm-load-done', 'm-ready'] },
    {
      type: 'received',
      lines: [
        `m-warmup-start-${warmups}`,
        'm-warmup-done',
        `m-infer-start-${iterations}`,
        `m-lap-us-${measured.startLapUs}`,
      ],
    },
    {
      type: 'received',
      lines: [`m-lap-us-${measured.endLapUs}`, 'm-infer-done', `m-results-[${results}]`, 'm-ready'],
    },
    measured,
  ];
}

/** How every session begins: the link opened, the board named, one lap. */
export function openingOf(identity: DeviceIdentity = identityOf()): JournalEvent[] {
  return [
    { type: 'opened', device: 'tcp://127.0.0.1:3456', baud: null },
    { type: 'received', lines: ['m-timestamp-mode-performance', 'm-lap-us-12', 'm-init-done', 'm-ready'] },
    { type: 'sent', text: 'name%' },
    { type: 'received', lines: ['m-name-dut-[Example]', 'm-ready'] },
    { type: 'sent', text: 'profile%' },
    { type: 'received', lines: [`m-profile-[${identity.profile}]`, `m-model-[${identity.model}]`, 'm-ready'] },
    identity,
    { type: 'sent', text: 'timestamp%' },
    { type: 'received', lines: ['m-lap-us-999000', 'm-ready'] },
  ];
}

/** The events behind the head of a finished performance session of five windows. */
export function performanceEvents(): JournalEvent[] {
  const calibration = windowOf(0, { use: 'calibration', iterations: 10, warmups: 1, elapsedUs: 434_000 });
  return [
    ...openingOf(),
    ...exchangeOf(calibration),
    ...[0, 1, 2, 3, 4].flatMap((index) => exchangeOf(windowOf(index))),
    { type: 'finished' },
  ];
}

/** The events behind the head of a finished accuracy session of four samples, one of them wrong. */
export function accuracyEvents(): JournalEvent[] {
  const samples = [0, 1, 2, 3].map((index) => sampleOf(index, index === 2 ? { results: [0.8, 0.15, 0.05] } : {}));
  return [...openingOf(), ...samples.flatMap(exchangeOf), { type: 'finished' }];
}

/** Writes a session's journal. */
export function writeSession(directory: string, head: SessionHead, events: readonly JournalEvent[]): string {
  const journal = Journal.create(directory, head, { clock: steppingClock() });
  try {
    for (const event of events) journal.append(event);
    return journal.hash;
  } finally {
    journal.close();
  }
}
