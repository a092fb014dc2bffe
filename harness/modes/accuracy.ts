import { failure } from '../errors.ts';
import type { DeviceClient } from '../protocol/device-client.ts';
import type { SampleMeasured } from '../session/events.ts';
import type { ProgressListener } from './progress.ts';

/** One row of the label file, and how to get at its input. */
export interface AccuracySample {
  /** Row of the label file, from 0. */
  readonly index: number;
  readonly file: string;
  readonly label: number;
  /** Windows of input the file holds: 1 but for ad. */
  readonly segments: number;
  /** Bytes from one window of input to the next. */
  readonly strideBytes: number;
  readonly read: (segment: number) => Promise<Uint8Array>;
}

export interface AccuracyPlan {
  readonly device: string;
  readonly samples: readonly AccuracySample[];
  readonly outputs: number;
  readonly unseenInferenceLimitUs: number;
}

/** What an earlier part of the session has measured. */
export interface AccuracySoFar {
  readonly isMeasured: (index: number, segment: number) => boolean;
  /** Input and results of this measurement were read twice. */
  readonly isVerified: (index: number, segment: number) => boolean;
  /** The line was seen to change bytes. */
  readonly lineIsNoisy: boolean;
}

/** Where the first so many samples all have no usable results, the rest will have none. */
const hopelessAfter = 10;

/** Why results are of no use, or null where they are. */
function unusableBecause(results: readonly (number | null)[], outputs: number): string | null {
  if (results.length !== outputs) return `m-results held ${results.length} values where ${outputs} belong`;
  return results.includes(null) ? 'm-results held what is no number' : null;
}

interface Step {
  readonly sample: AccuracySample;
  readonly segment: number;
}

/**
 * Measures every sample that is missing. Where the line has proved noisy, what was measured before it was known is
 * measured once more, with every load read back: a flipped digit would otherwise pass unnoticed.
 * @throws BenchError result.invalid, what `DeviceClient.loadAndInfer` throws, and errors of reading an input
 */
export async function measureAccuracy(
  device: DeviceClient,
  plan: AccuracyPlan,
  soFar: AccuracySoFar,
  record: (event: SampleMeasured) => void,
  onProgress: ProgressListener,
): Promise<void> {
  const verified = new Set<string>();
  let unusable = 0;
  let measuredCount = 0;
  const measure = async (steps: readonly Step[], what: string): Promise<void> => {
    let bytes = readStep(steps[0]);
    for (const [position, step] of steps.entries()) {
      const { sample, segment } = step;
      const input = { name: sample.file, bytes: await bytes, offset: segment * sample.strideBytes };
      bytes = readStep(steps[position + 1]);
      device.activity = `in sample ${sample.index + 1} of ${plan.samples.length} (${sample.file})`;
      onProgress({ what, done: position, total: steps.length });
      const { outputs, unseenInferenceLimitUs } = plan;
      const measured = await device.loadAndInfer(input, { iterations: 1, warmups: 0, outputs, unseenInferenceLimitUs });
      if (measured.verified) verified.add(key(step));
      record({
        type: 'sample',
        index: sample.index,
        file: sample.file,
        label: sample.label,
        segment,
        segments: sample.segments,
        startLapUs: measured.startLapUs,
        endLapUs: measured.endLapUs,
        elapsedUs: measured.elapsedUs,
        results: measured.results,
        verified: measured.verified,
      });
      measuredCount += 1;
      const problem = unusableBecause(measured.results, outputs);
      if (problem !== null) unusable += 1;
      const isHopeless = unusable === measuredCount && (unusable === hopelessAfter || position + 1 === steps.length);
      if (problem !== null && isHopeless) {
        throw failure('result.invalid', { device: plan.device, input: `any of ${unusable} inputs`, problem });
      }
    }
    onProgress({ what, done: steps.length, total: steps.length });
  };

  const all = plan.samples.flatMap((sample) =>
    Array.from({ length: sample.segments }, (_, segment): Step => ({ sample, segment })),
  );
  const missing = all.filter(({ sample, segment }) => !soFar.isMeasured(sample.index, segment));
  await measure(missing, 'sample');
  if (!device.lineIsNoisy && !soFar.lineIsNoisy) return;
  const doubtful = all.filter((step) => !verified.has(key(step)) && !soFar.isVerified(step.sample.index, step.segment));
  if (doubtful.length === 0) return;
  device.readTwiceFromNowOn();
  await measure(doubtful, 'second look at sample');
}

function key(step: Step): string {
  return `${step.sample.index}/${step.segment}`;
}

function readStep(step: Step | undefined): Promise<Uint8Array> {
  const bytes = step === undefined ? Promise.resolve(new Uint8Array()) : step.sample.read(step.segment);
  // The next input is read ahead; its error is met where it is awaited.
  bytes.catch(() => undefined);
  return bytes;
}
