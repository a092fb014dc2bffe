import { failure } from '../errors.ts';
import type { DeviceClient, InferRequest, InputToLoad } from '../protocol/device-client.ts';
import type { InferMeasured } from '../protocol/replies.ts';
import type { WindowMeasured } from '../session/events.ts';
import type { ProgressListener } from './progress.ts';

export interface PerformanceInput extends InputToLoad {
  readonly label: number;
}

export interface PerformancePlan {
  readonly device: string;
  /** Windows to count; window k runs on input k, and starts over where there are fewer inputs. */
  readonly windows: number;
  /** Seconds that a window must last at least, on the board's clock. */
  readonly minSeconds: number;
  readonly inputs: readonly [PerformanceInput, ...PerformanceInput[]];
  readonly outputs: number;
  readonly unseenInferenceLimitUs: number;
}

/** What an earlier part of the session has measured. */
export interface PerformanceSoFar {
  /** Indexes of the counted windows. */
  readonly counted: ReadonlySet<number>;
  /** Iterations of the last counted window, or undefined before there was one. */
  readonly iterations: number | undefined;
  /** Microseconds per inference of the last counted window. */
  readonly inferenceUs: number | undefined;
}

/** Inferences before a window that are not measured, as the existing runners have it. */
const warmups = 10;
/** A run of fewer iterations does not count (EnergyRunner's rule). */
const leastIterations = 10;
/** How much longer than demanded a window is made. */
const margin = 1.02;
/** A calibration shorter than this says too little: a clock may tick as slowly as 1 kHz. */
const calibrationUs = 250_000;
/** Two calibrations that differ by more are no basis: the counter jumped or the board was busy. */
const calibrationTolerance = 0.25;
/** A window off the expected time by more is measured again. */
const windowTolerance = 0.1;
/** Two measurements of the same window that agree this well are the truth, expected or not. */
const agreement = 0.02;
const attemptsPerWindow = 5;

/**
 * Measures the windows that are missing: finds how many iterations fill a window, then runs each on its own input.
 * Every measurement, counted or not, goes to `record`.
 * @throws BenchError board.clock, and what `DeviceClient.loadAndInfer` throws
 */
export async function measurePerformance(
  device: DeviceClient,
  plan: PerformancePlan,
  soFar: PerformanceSoFar,
  record: (event: WindowMeasured) => void,
  onProgress: ProgressListener,
): Promise<void> {
  const minUs = plan.minSeconds * 1e6;
  let { iterations, inferenceUs } = soFar;
  if (iterations === undefined || inferenceUs === undefined) {
    device.activity = 'while calibrating the number of iterations';
    inferenceUs = await calibrate(device, plan, record);
    iterations = Math.max(leastIterations, Math.ceil((minUs * margin) / inferenceUs));
  }
  for (let index = 0; index < plan.windows; index++) {
    if (soFar.counted.has(index)) continue;
    const input = plan.inputs[index % plan.inputs.length] ?? plan.inputs[0];
    device.activity = `in window ${index + 1} of ${plan.windows} (${input.name})`;
    const rejectedUs: number[] = [];
    let why: string | null;
    do {
      if (rejectedUs.length >= attemptsPerWindow) {
        const shown = rejectedUs.map((us) => us.toPrecision(6)).join(', ');
        const problem = `${attemptsPerWindow} measurements of one window gave ${shown} µs an inference ${device.activity}`;
        throw failure('board.clock', { device: plan.device, problem });
      }
      const secondsAStep = (iterations * inferenceUs) / 1e6;
      onProgress({ what: 'window', done: index, total: plan.windows, secondsAStep });
      const measured = await device.loadAndInfer(input, request(plan, iterations, warmups));
      const measuredUs = measured.elapsedUs / iterations;
      // A flipped digit of a lap is told only by its size: a line that flips gets less room.
      const tolerance = device.lineIsNoisy ? agreement : windowTolerance;
      why = rejection(measured, minUs, measuredUs, tolerance, [inferenceUs, ...rejectedUs]);
      record(toWindow(index, why === null ? 'counted' : 'rejected', why, input, iterations, warmups, measured));
      if (why === null) inferenceUs = measuredUs;
      else rejectedUs.push(measuredUs);
      if (measured.elapsedUs < minUs && measured.elapsedUs > 0) {
        iterations = Math.ceil((iterations * minUs * margin) / Math.max(measured.elapsedUs, minUs / 50));
      }
    } while (why !== null);
  }
  onProgress({ what: 'window', done: plan.windows, total: plan.windows });
}

/** Why a window does not count, or null where it does. */
function rejection(
  measured: InferMeasured,
  minUs: number,
  inferenceUs: number,
  tolerance: number,
  [expectedUs, ...rejectedUs]: readonly [number, ...number[]],
): string | null {
  if (measured.elapsedUs < minUs) return `shorter than ${minUs / 1e6} s`;
  if (isWithin(inferenceUs, expectedUs, tolerance)) return null;
  if (rejectedUs.some((us) => isWithin(inferenceUs, us, agreement))) return null;
  const percent = Math.round(100 * (inferenceUs / expectedUs - 1));
  return `${Math.abs(percent)} % ${percent > 0 ? 'slower' : 'faster'} an inference than expected: the lap counter jumped or the board was disturbed`;
}

/** Microseconds of one inference, from two measurements that agree. */
async function calibrate(
  device: DeviceClient,
  plan: PerformancePlan,
  record: (event: WindowMeasured) => void,
): Promise<number> {
  const [input] = plan.inputs;
  let iterations = 1;
  let lastUs: number | undefined;
  for (let step = 0; step < 20; step++) {
    const wanted = request(plan, iterations, 0);
    const measured = step === 0 ? await device.loadAndInfer(input, wanted) : await device.inferLoaded(input, wanted);
    record(toWindow(0, 'calibration', null, input, iterations, 0, measured));
    const inferenceUs = measured.elapsedUs / iterations;
    if (measured.elapsedUs >= calibrationUs) {
      if (lastUs !== undefined && isWithin(inferenceUs, lastUs, calibrationTolerance)) return inferenceUs;
      lastUs = inferenceUs;
    } else {
      // At least the tick of a 1 kHz clock, at most fifty times more: a jump of the counter must not start an endless run.
      const grown = (iterations * 1.2 * calibrationUs) / Math.max(measured.elapsedUs, 1000);
      iterations = Math.ceil(Math.min(Math.max(grown, iterations + 1), iterations * 50));
    }
  }
  const problem = 'no two calibrations of the same work agree';
  throw failure('board.clock', { device: plan.device, problem });
}

function isWithin(value: number, reference: number, tolerance: number): boolean {
  return Math.abs(value - reference) <= tolerance * reference;
}

function request(plan: PerformancePlan, iterations: number, warmupCount: number): InferRequest {
  const { outputs, unseenInferenceLimitUs } = plan;
  return { iterations, warmups: warmupCount, outputs, unseenInferenceLimitUs };
}

function toWindow(
  index: number,
  use: WindowMeasured['use'],
  why: string | null,
  input: PerformanceInput,
  iterations: number,
  warmupCount: number,
  measured: InferMeasured,
): WindowMeasured {
  const { startLapUs, endLapUs, elapsedUs, hostElapsedUs, results } = measured;
  return {
    type: 'window',
    index,
    use,
    why,
    input: input.name,
    label: input.label,
    warmups: warmupCount,
    iterations,
    startLapUs,
    endLapUs,
    elapsedUs,
    hostElapsedUs,
    results,
  };
}
