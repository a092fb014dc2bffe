import { always, figure } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

/** Windows as the trace has them and as the board or the log has them may differ by the ways of the edges. */
const allowedEdgeShare = 0.02;

export const energyWindows: ResultRule = {
  id: 'energy-windows',
  scope: 'result',
  title: 'Windows of the energy run',
  asks: 'Five windows of at least ten seconds, each between two edges of the trace, as many as the log measured.',
  source: 'MLPerf Tiny rules, energy; the user guide’s set-up of the edges',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const run = evidence.runs.energy;
    if (run?.energy == null || result.benchmark === 'sww') return [];
    const { windows, timestampsS, file } = run.energy;
    const observations: Observation[] = [];
    const { count, minimumSeconds } = round.windows;
    // Without edges nothing is cut out of the trace, which contradicts nothing.
    const hasEdges = windows.length > 0 || timestampsS.length > 0;
    const bearing = hasEdges ? 'contradicted' : 'absent';
    const remedy = 'Look for a lost edge or a line that was not heard, and run energy mode again.';
    if (windows.length !== count)
      observations.push({
        ...{ file: run.files.timestamps ?? file, line: null, expected: count, found: windows.length, remedy },
        ...{ bearing, message: `The edges of the trace cut ${windows.length} windows out of it.` },
      });
    const wanted = 2 * count + 1;
    if (run.energy.from === 'trace' && hasEdges && timestampsS.length !== wanted)
      observations.push({
        ...{ file: run.files.timestamps ?? file, line: null, expected: wanted, found: timestampsS.length, remedy },
        ...{
          bearing: 'contradicted',
          message: `There are ${timestampsS.length} edges: the first, and two for each window, are ${wanted}.`,
        },
      });
    const falling = timestampsS.findIndex((time, index) => index > 0 && time <= (timestampsS[index - 1] ?? 0));
    if (falling > 0)
      observations.push({
        ...{
          file: run.files.timestamps ?? file,
          line: null,
          expected: 'rising times',
          found: timestampsS[falling] ?? null,
          remedy,
        },
        ...{ bearing: 'contradicted', message: `Edge ${falling} is not after the one before it.` },
      });
    const short = windows.filter(({ seconds }) => seconds < minimumSeconds);
    if (short[0] !== undefined)
      observations.push({
        ...{ ...short[0].place, expected: `at least ${minimumSeconds} s`, bearing: 'contradicted' },
        found: short.map(({ seconds }) => `${figure(seconds)} s`).join(', '),
        message: `${short.length} of ${windows.length} windows of the trace take less than ${minimumSeconds} s.`,
        remedy: 'Run energy mode again with more iterations.',
      });
    for (const [index, window] of windows.entries()) {
      const claimed = run.claimed?.energyWindows[index]?.seconds;
      if (claimed == null || Math.abs(claimed.value - window.seconds) <= allowedEdgeShare * window.seconds) continue;
      observations.push({
        ...{ ...claimed.place, expected: figure(window.seconds), found: claimed.text, bearing: 'contradicted', remedy },
        message: `Window ${index + 1} takes ${claimed.text} s in the results file and ${figure(window.seconds)} s in the trace.`,
      });
    }
    return observations;
  },
};
