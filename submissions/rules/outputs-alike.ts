import { always, fileOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const outputsAlike: ResultRule = {
  id: 'outputs-alike',
  scope: 'result',
  title: 'Same answers in all modes',
  asks: 'The answer to an input is the same in performance and energy mode as in accuracy mode.',
  source: 'Observation: many ports overwrite the input buffer, so that repeated inferences see another input',
  severity: always('warning'),
  judge({ evidence }) {
    return (['performance', 'energy'] as const).flatMap((mode): Observation[] => {
      const run = evidence.runs[mode];
      const outputs = evidence.derived.outputs[mode];
      if (run === undefined || outputs === null || outputs.equal === outputs.compared) return [];
      const first = run.windows.find(({ results }) => results !== null);
      return [
        {
          ...{ file: fileOf(run), line: first?.resultsLine ?? null, bearing: 'none' },
          ...{ expected: outputs.compared, found: outputs.equal },
          message: `Of ${outputs.compared} answers in ${mode} mode ${outputs.equal} are those of accuracy mode for the same input; ${outputs.otherMaximum} name another class.`,
          remedy: 'See that the input is loaded again, or kept, before each inference.',
        },
      ];
    });
  },
};
