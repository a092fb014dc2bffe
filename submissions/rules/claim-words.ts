import type { Claim } from '../evidence/claimed.ts';
import type { SubmittedResult } from '../submission.ts';
import { figureNames, figuresOfMode } from './claimed-figures.ts';
import { runnersDecimals } from './printed-digits.ts';
import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const claimWords: ResultRule = {
  id: 'claim-words',
  scope: 'result',
  title: 'Words of a claim',
  asks: 'Each figure stands in the words and digits that the runner prints, so that the official checker reads it too.',
  source: 'The patterns of the official submission checker; the runners print a fixed number of decimals',
  severity: always('error'),
  judge: ({ evidence, result }) =>
    runsOf(evidence).flatMap(([mode, { claimed }]) =>
      (claimed?.claims ?? [])
        .filter(({ figure }) => figuresOfMode[mode].includes(figure))
        .flatMap((claim) => wordsDiffer(claim, result.runner)),
    ),
};

function wordsDiffer({ figure, text, place, official }: Claim, runner: SubmittedResult['runner']): Observation[] {
  const name = figureNames[figure];
  const remedy = 'Submit the results file as the runner wrote it.';
  if (official === null)
    return [
      {
        ...{ ...place, expected: null, found: text, bearing: 'absent', remedy },
        message: `The official checker does not find the ${name} ${text}: it is not in the words of the runner.`,
      },
    ];
  if (official !== text)
    return [
      {
        ...{ ...place, expected: official, found: text, bearing: 'contradicted', remedy },
        message: `The ${name} ${text} is ${official} to the official checker.`,
      },
    ];
  const decimals = /\.(\d*)$/.exec(text)?.[1]?.length ?? 0;
  const usual = runnersDecimals(figure, runner);
  if (decimals >= usual) return [];
  return [
    {
      ...{ ...place, expected: usual, found: decimals, bearing: 'none', severity: 'warning', remedy },
      message: `The ${name} ${text} has ${decimals} decimals; the runner prints ${usual}.`,
    },
  ];
}
