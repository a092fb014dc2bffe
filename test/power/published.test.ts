import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTrace } from '../../power/formats/open-trace.ts';
import { readInferenceLog } from '../../power/inference-log.ts';
import { measureTrace } from '../../power/measured-trace.ts';
import { oneTrace } from '../../power/one-trace.ts';
import { describeWithPublished, unpackRound } from '../published.ts';

interface Golden {
  readonly claimed: { readonly energy_uJ?: number };
  readonly derived: {
    readonly energy_uJ?: number;
    readonly energyWindows?: readonly { readonly n: number; readonly seconds: number; readonly uJ: number }[];
  };
  readonly paths: { readonly energy?: { readonly dir: string; readonly trace?: string; readonly json?: string } };
}

/** What is read of a round, and how many of its results have a trace. */
const rounds = [
  { round: 'v1.0', sessions: 34, patterns: ['*/trace1-*', '*/ene*gy/log.txt'] },
  { round: 'v1.2', sessions: 18, patterns: ['*/energy/trace1-*', '*/energy/log.txt'] },
  { round: 'v1.3', sessions: 15, patterns: ['*/energy/trace1-*', '*/energy/log.txt', '*/energy/results.json'] },
] as const;

describeWithPublished('published energy results', (directory) => {
  for (const { round, sessions, patterns } of rounds) {
    it(`of ${round} come out to 0.001 µJ, and their medians, from their folders`, async function () {
      this.timeout(30_000);
      const [folder, remove] = unpackRound(directory, round, patterns);
      try {
        const golden = JSON.parse(readFileSync(join(directory, `golden-${round}.json`), 'utf8')) as readonly Golden[];
        let seen = 0;
        for (const { claimed, derived, paths } of golden) {
          const { energyWindows } = derived;
          if (paths.energy === undefined || energyWindows === undefined) continue;
          const opened = await openTrace(join(folder, paths.energy.dir));
          const { trace, iterations } = oneTrace(opened);
          const logFile = join(folder, paths.energy.dir, 'log.txt');
          const log = existsSync(logFile) ? await readInferenceLog(logFile) : undefined;
          const measured = await measureTrace(trace, {
            iterations: iterations ?? log?.iterations ?? null,
            hostTimes: log?.hostTimes ?? [],
          });
          assert.equal(measured.problem, null);
          assert.equal(measured.windows.length, energyWindows.length, paths.energy.dir);
          for (const [index, { uJ, seconds, n }] of energyWindows.entries()) {
            const window = measured.windows[index];
            assert.ok(Math.abs((window?.energyJ ?? NaN) * 1e6 - uJ) < 0.001, paths.energy.dir);
            assert.ok(Math.abs((window?.seconds ?? NaN) - seconds) < 1e-6);
            assert.equal(window?.iterations, n);
            assert.equal(window.unlike, null);
          }
          const medianUj = (measured.median?.medianEnergyPerInferenceJ ?? NaN) * 1e6;
          // Published with three digits behind the point.
          assert.ok(Math.abs(medianUj - (claimed.energy_uJ ?? NaN)) <= 0.00051, `${paths.energy.dir}: ${medianUj}`);
          assert.ok(measured.trust.boundJ !== null && measured.trust.boundJ > 0);

          seen += 1;
        }
        assert.equal(seen, sessions);
      } finally {
        remove();
      }
    });
  }
});
