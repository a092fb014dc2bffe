import { failure } from '../errors.ts';
import type { DeviceClient } from '../protocol/device-client.ts';
import type { InferMeasured } from '../protocol/replies.ts';
import type { WindowMeasured } from '../session/events.ts';
import type { ProgressListener } from './progress.ts';
import { agreement, measureWindows } from './windows.ts';
import type { WindowPlan, WindowsSoFar } from './windows.ts';

export interface PerformancePlan extends WindowPlan {
  readonly device: string;
  readonly outputs: number;
  readonly unseenInferenceLimitUs: number;
}

/** A window off the expected time by more is measured again. */
const windowTolerance = 0.1;

/**
 * Measures the windows that are missing, between two laps of the board's own clock. Every measurement, counted or not,
 * goes to `record`.
 * @throws BenchError board.clock, and what `DeviceClient.loadAndInfer` throws
 */
export async function measurePerformance(
  device: DeviceClient,
  plan: PerformancePlan,
  soFar: WindowsSoFar,
  record: (event: WindowMeasured) => void,
  onProgress: ProgressListener,
): Promise<void> {
  const { outputs, unseenInferenceLimitUs } = plan;
  let loaded: string | undefined;
  await measureWindows<InferMeasured & { flaw: null }>(
    {
      device: plan.device,
      doing: (what) => {
        device.activity = what;
      },
      // A flipped digit of a lap is told only by its size: a line that flips gets less room.
      tolerance: () => (device.lineIsNoisy ? agreement : windowTolerance),
      measure: async ({ input, iterations, warmups }) => {
        const request = { iterations, warmups, outputs, unseenInferenceLimitUs };
        // A calibration goes on with the input of the one before it.
        const isThere = warmups === 0 && loaded === input.name;
        loaded = input.name;
        const measured = isThere ? device.inferLoaded(input, request) : device.loadAndInfer(input, request);
        return { ...(await measured), flaw: null };
      },
      record: ({ index, input, iterations, warmups }, use, why, measured) => {
        const { startLapUs, endLapUs, elapsedUs, hostElapsedUs, results } = measured;
        record({
          type: 'window',
          index,
          use,
          why,
          input: input.name,
          label: input.label,
          warmups,
          iterations,
          startLapUs,
          endLapUs,
          elapsedUs,
          hostElapsedUs,
          results,
        });
      },
      flawed: (problem) => failure('board.clock', { device: plan.device, problem }),
    },
    plan,
    soFar,
    onProgress,
  );
}
