/** Samples a second of an accuracy session with everything but the inference and the wire: part of `bench:link`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../harness/clock.ts';
import type { AccuracySample } from '../../harness/modes/accuracy.ts';
import { defaultBootLimitMs, runSession } from '../../harness/modes/run-session.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import type { SessionHead } from '../../harness/session/events.ts';
import { kws01 } from '../../workloads/kws01/specification.ts';

const input = Uint8Array.from({ length: 490 }, (_, index) => (index * 7) % 256);

function head(samples: number): SessionHead {
  const { name, classes, classNames, metric, qualityTarget } = kws01;
  return {
    type: 'session',
    format: 1,
    id: 'bench',
    startedAt: new Date().toISOString(),
    program: { name: 'boardbench', version: 'bench' },
    host: { platform: process.platform, release: '', node: process.version },
    mode: 'accuracy',
    runModes: ['accuracy'],
    previousSession: null,
    device: 'bench',
    workload: { name, inputBytes: 490, classes, classNames, metric, qualityTarget },
    dataset: { directory: '', kind: 'own', labelsSha256: '', inputsSha256: '', samples },
    options: { windows: 5, minSeconds: 10, limit: null, burst: 'auto', verifyLoads: false, baud: null },
  };
}

/**
 * Runs an accuracy session, journal and all.
 * @returns samples a second, after the first hundred, and what `atSample` gave
 */
export async function measureRate(
  openTransport: () => Transport,
  count: number,
  atSample: (done: number) => void = () => undefined,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-bench-'));
  let startedMs = 0;
  let endedMs = 0;
  const samples = Array.from({ length: count }, (_, index): AccuracySample => ({
    index,
    file: 'input.bin',
    label: 0,
    segments: 1,
    strideBytes: 0,
    read: () => Promise.resolve(input),
  }));
  await runSession({
    directory: join(folder, 'session'),
    head: head(count),
    isResumed: false,
    link: { burst: 'auto', verifyLoads: false },
    device: 'memory',
    openTransport,
    bootLimitMs: defaultBootLimitMs,
    inputs: [{ name: 'input.bin', label: 0, bytes: input, offset: 0 }],
    samples,
    outputs: 12,
    unseenInferenceLimitUs: 1e6,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: ({ done }) => {
      if (done === 100) startedMs = performance.now();
      if (done === count) endedMs = performance.now();
      atSample(done);
    },
  });
  rmSync(folder, { recursive: true });
  return (count - 100) / ((endedMs - startedMs) / 1000);
}
