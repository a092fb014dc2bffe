import { equipment } from '../../../../harness/cli/equipment.ts';
import { systemClock } from '../../../../harness/clock.ts';
import { run } from '../../../../harness/modes/run.ts';
import type { Mode, SessionOptions } from '../../../../harness/session/events.ts';

export interface SimulatedRun {
  readonly dataset: string;
  readonly modes: readonly Mode[];
  readonly options?: Partial<SessionOptions>;
  /** Options of the `sim:` URL beyond the model. */
  readonly board?: string;
  readonly workload?: string;
  /** The built-in model of kws01 where it is left out. */
  readonly model?: string;
}

/** Measures kws on a simulated board; the sessions are in `directory`/kws01/MODE. */
export async function simulateSession(
  directory: string,
  { dataset, modes, options = {}, board = '', workload = 'kws01', model = 'built-in:kws01' }: SimulatedRun,
): Promise<void> {
  const { signal } = new AbortController();
  const usual = { windows: 5, minSeconds: 10, limit: null, burst: 'auto', verifyLoads: false, baud: null } as const;
  const energy = { monitor: 'sim:', ioManager: null, voltageV: null };
  await run(
    {
      device: `sim:cortex-m4?model=${model}${board}`,
      workload,
      modes,
      dataset,
      directory,
      options: { ...usual, ...(modes.includes('energy') ? { energy } : {}), ...options },
    },
    {
      ...equipment(signal),
      bootLimitMs: 10_000,
      clock: systemClock,
      signal,
      onProgress: () => undefined,
      onSession: () => undefined,
    },
  );
}
