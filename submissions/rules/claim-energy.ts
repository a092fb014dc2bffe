import type { ClaimedEnergyWindow } from '../evidence/claimed.ts';
import type { PrintedFigure } from '../evidence/evidence.ts';
import type { DerivedEnergyWindow } from '../evidence/energy.ts';
import { median } from '../evidence/figures.ts';
import { agrees, runnersDigit } from './printed-digits.ts';
import { always, figure } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const claimEnergy: ResultRule = {
  id: 'claim-energy',
  scope: 'result',
  title: 'Claimed energy',
  asks: 'The energy of the results file is what the trace comes to between its edges, window by window, and its median.',
  source: 'MLPerf Tiny rules, energy: the median of the windows, each by its inferences',
  severity: always('error'),
  judge({ evidence, result }) {
    const run = evidence.runs.energy;
    // Streaming wakeword's figure is that of the whole recording, of which no edges are left.
    if (run?.claimed == null || result.benchmark === 'sww') return [];
    const claim = run.claimed.energyUj;
    if (claim === null)
      return [
        {
          ...{ file: run.claimed.file, line: null, expected: 'Median energy cost is N uJ/inf.', found: null },
          ...{ bearing: 'absent', message: 'The results file of the energy run says no median energy.' },
          remedy: 'Run energy mode to its end, and submit its results file.',
        },
      ];
    const digit = runnersDigit('energyUj', result.runner);
    const observations: Observation[] = [];
    const printed = run.claimed.energyWindows;
    const middle = median(printed.flatMap(({ energyPerInferenceUj }) => energyPerInferenceUj?.value ?? []));
    if (middle !== null && !agrees(claim, middle, 0.001, digit))
      observations.push(differs('The median energy an inference', claim, middle, 'the windows in the same file'));
    if (run.energy === null) return observations;
    if (run.energy.energyUj !== null && !agrees(claim, run.energy.energyUj, 0, digit))
      observations.push(differs('The median energy an inference', claim, run.energy.energyUj, run.energy.file));
    for (const [index, window] of printed.entries()) {
      const derived = run.energy.windows[index];
      if (derived !== undefined) observations.push(...windowDiffers(window, derived, run.energy.file));
    }
    return observations;
  },
};

function windowDiffers(claim: ClaimedEnergyWindow, derived: DerivedEnergyWindow, file: string): Observation[] {
  const pairs = [
    ['energy (uJ)', claim.energyUj, derived.energyUj],
    ['energy an inference (uJ)', claim.energyPerInferenceUj, derived.energyPerInferenceUj],
  ] as const;
  return pairs.flatMap(([what, printed, value]) =>
    printed === null || value === null || agrees(printed, value)
      ? []
      : [differs(`The ${what} of window ${claim.number}`, printed, value, file)],
  );
}

function differs(what: string, { text, place }: PrintedFigure, value: number, from: string): Observation {
  return {
    ...{ ...place, expected: String(value), found: text, bearing: 'contradicted' },
    message: `${what} is ${text} in the results file; ${from} comes to ${figure(value)}.`,
    remedy: 'Submit trace, edges and results file of the same run, as the runner wrote them.',
  };
}
