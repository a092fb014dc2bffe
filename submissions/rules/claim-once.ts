import { figureNames, figuresOfMode } from './claimed-figures.ts';
import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const claimOnce: ResultRule = {
  id: 'claim-once',
  scope: 'result',
  title: 'One claim of a figure',
  asks: 'A results file says one value of each figure.',
  source: 'The runner writes the figure of a run once; of two values a reader may take either',
  severity: always('error'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, { claimed }]) =>
      figuresOfMode[mode].flatMap((figure): Observation[] => {
        const claim = claimed?.[figure];
        const other = claimed?.claims.find((each) => each.figure === figure && each.value !== claim?.value);
        if (claim == null || other === undefined) return [];
        return [
          {
            ...{ ...other.place, expected: claim.text, found: other.text, bearing: 'contradicted' },
            message: `The results file of the ${mode} run says ${figureNames[figure]} ${other.text} here, and ${claim.text} in line ${claim.place.line ?? '–'}.`,
            remedy: 'Submit the results file as the runner wrote it.',
          },
        ];
      }),
    ),
};
