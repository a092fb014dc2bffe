import { failure } from '../errors.ts';
import type { ProgressListener } from './progress.ts';
import type { InputToLoad } from '../protocol/device-client.ts';

/** An input that a window is measured on. */
export interface WindowInput extends InputToLoad {
  readonly label: number;
}

/** One run of an inference command, however its time was taken. */
export interface Measurement {
  /** Between its two marks, on the clock that counts. */
  readonly elapsedUs: number;
  /** Host time that the inferences took; null where they failed. */
  readonly hostElapsedUs: number | null;
  /** Why it is no window whatever its length, or null. */
  readonly flaw: string | null;
}

/** How an inference command is measured, and where it belongs. */
export interface WindowStep {
  readonly index: number;
  readonly input: WindowInput;
  readonly iterations: number;
  readonly warmups: number;
}

export type WindowUse = 'counted' | 'calibration' | 'rejected';

/** What measures windows: a board's laps, or an instrument's edges. */
export interface WindowBench<Measured extends Measurement> {
  readonly device: string;
  /** Says what is going on, for errors and progress. */
  readonly doing: (what: string) => void;
  readonly measure: (step: WindowStep) => Promise<Measured>;
  readonly record: (step: WindowStep, use: WindowUse, why: string | null, measured: Measured) => void;
  /** How far off the expected time a window may be without being measured again, as a fraction. */
  readonly tolerance: () => number;
  /** The error to end with where attempt upon attempt was flawed. */
  readonly flawed: (flaw: string, where: string) => Error;
}

export interface WindowPlan {
  /** Windows to count; window k runs on input k, and starts over where there are fewer inputs. */
  readonly windows: number;
  /** Seconds that a window must last at least, on the clock that counts. */
  readonly minSeconds: number;
  readonly inputs: readonly [WindowInput, ...WindowInput[]];
}

/** What an earlier part of the session has measured. */
export interface WindowsSoFar {
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
/** Two measurements of the same window that agree this well are the truth, expected or not. */
export const agreement = 0.02;
const attemptsPerWindow = 5;

/**
 * Measures the windows that are missing: finds how many iterations fill a window, then runs each on its own input.
 * Every measurement, counted or not, is recorded.
 * @throws BenchError board.clock where measurements do not agree, the bench's own where they are flawed, and what
 * measuring throws
 */
export async function measureWindows<Measured extends Measurement>(
  bench: WindowBench<Measured>,
  plan: WindowPlan,
  soFar: WindowsSoFar,
  onProgress: ProgressListener,
): Promise<void> {
  const minUs = plan.minSeconds * 1e6;
  let { iterations, inferenceUs } = soFar;
  if (iterations === undefined || inferenceUs === undefined) {
    inferenceUs = await calibrate(bench, plan.inputs[0]);
    iterations = Math.max(leastIterations, Math.ceil((minUs * margin) / inferenceUs));
  }
  for (let index = 0; index < plan.windows; index++) {
    if (soFar.counted.has(index)) continue;
    const input = plan.inputs[index % plan.inputs.length] ?? plan.inputs[0];
    const where = `in window ${index + 1} of ${plan.windows} (${input.name})`;
    bench.doing(where);
    const rejectedUs: number[] = [];
    let flaws = 0;
    let why: string | null;
    do {
      if (rejectedUs.length >= attemptsPerWindow) {
        const shown = rejectedUs.map((us) => us.toPrecision(6)).join(', ');
        const problem = `${attemptsPerWindow} measurements of one window gave ${shown} µs an inference ${where}`;
        throw failure('board.clock', { device: bench.device, problem });
      }
      const secondsAStep = (iterations * inferenceUs) / 1e6;
      onProgress({ what: 'window', done: index, total: plan.windows, secondsAStep });
      const step = { index, input, iterations, warmups };
      const measured = await bench.measure(step);
      const measuredUs = measured.elapsedUs / iterations;
      why = measured.flaw ?? rejection(measured, minUs, measuredUs, bench.tolerance(), [inferenceUs, ...rejectedUs]);
      bench.record(step, why === null ? 'counted' : 'rejected', why, measured);
      if (measured.flaw !== null) {
        flaws += 1;
        if (flaws >= attemptsPerWindow) throw bench.flawed(measured.flaw, where);
        continue;
      }
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
  { elapsedUs }: Measurement,
  minUs: number,
  inferenceUs: number,
  tolerance: number,
  [expectedUs, ...rejectedUs]: readonly [number, ...number[]],
): string | null {
  if (elapsedUs < minUs) return `shorter than ${minUs / 1e6} s`;
  if (isWithin(inferenceUs, expectedUs, tolerance)) return null;
  if (rejectedUs.some((us) => isWithin(inferenceUs, us, agreement))) return null;
  const percent = Math.round(100 * (inferenceUs / expectedUs - 1));
  return `${Math.abs(percent)} % ${percent > 0 ? 'slower' : 'faster'} an inference than expected: the lap counter jumped or the board was disturbed`;
}

/** Microseconds of one inference, from two measurements that agree. */
async function calibrate<Measured extends Measurement>(
  bench: WindowBench<Measured>,
  input: WindowInput,
): Promise<number> {
  const where = 'while calibrating the number of iterations';
  bench.doing(where);
  let iterations = 1;
  let lastUs: number | undefined;
  let flaws = 0;
  for (let attempt = 0; attempt < 20; attempt++) {
    const step = { index: 0, input, iterations, warmups: 0 };
    const measured = await bench.measure(step);
    bench.record(step, 'calibration', measured.flaw, measured);
    if (measured.flaw !== null) {
      flaws += 1;
      if (flaws >= attemptsPerWindow) throw bench.flawed(measured.flaw, where);
      // Edges that lie too close together look like one.
      if ((measured.hostElapsedUs ?? Infinity) < calibrationUs) iterations *= 10;
      continue;
    }
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
  throw failure('board.clock', { device: bench.device, problem });
}

function isWithin(value: number, reference: number, tolerance: number): boolean {
  return Math.abs(value - reference) <= tolerance * reference;
}
