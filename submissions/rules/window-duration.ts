import { always, figure } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const windowDuration: ResultRule = {
  id: 'window-duration',
  scope: 'result',
  title: 'Length of performance windows',
  asks: 'Every performance window takes at least ten seconds on the board’s clock, and ten inferences.',
  source: 'MLPerf Tiny rules: at least 10 seconds and 10 iterations; the runner’s own message says the same',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const { minimumSeconds, minimumIterations } = round.windows;
    const run = evidence.runs.performance;
    if (run === undefined || result.benchmark === 'sww') return [];
    const observations: Observation[] = [];
    const complete = run.windows.filter(({ elapsedUs }) => elapsedUs !== null);
    const short = complete.filter(({ elapsedUs }) => (elapsedUs ?? 0) < minimumSeconds * 1e6);
    const [first] = short;
    if (first !== undefined) {
      const seconds = short.map(({ elapsedUs }) => figure((elapsedUs ?? 0) / 1e6)).join(', ');
      observations.push({
        ...first.place,
        ...{ expected: `at least ${minimumSeconds} s`, found: `${seconds} s`, bearing: 'contradicted' },
        message: `${short.length} of ${complete.length} performance windows take less than ${minimumSeconds} s.`,
        remedy: 'Run again with more iterations, so that each window takes more than ten seconds.',
      });
    }
    const few = complete.find(({ iterations }) => iterations !== null && iterations < minimumIterations);
    if (few !== undefined) {
      observations.push({
        ...few.place,
        ...{ expected: minimumIterations, found: few.iterations, bearing: 'contradicted' },
        message: `A performance window has ${few.iterations ?? 0} inferences, of at least ${minimumIterations}.`,
        remedy: 'Run again with more iterations.',
      });
    }
    const refused = run.claimed?.windows.find(({ isRefused }) => isRefused);
    if (refused !== undefined && run.claimed !== null) {
      observations.push({
        ...{ file: run.claimed.file, line: refused.line, expected: null, found: refused.number, bearing: 'none' },
        message: `The runner itself says in the results that window ${refused.number} is too short to be valid.`,
        remedy: 'Run again with more iterations.',
      });
    }
    return observations;
  },
};
