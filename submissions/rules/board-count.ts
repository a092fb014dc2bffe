import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const boardCount: ResultRule = {
  id: 'board-count',
  scope: 'result',
  title: 'Inferences that the board counts',
  asks: 'The board starts as many inferences and warm-ups as the runner’s command asks for.',
  source: 'Protocol of the boards: `m-infer-start-N` and `m-warmup-start-N` repeat the numbers of the command',
  severity: always('error'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, { log }]): Observation[] => {
      const [first] = log?.otherThanAsked ?? [];
      if (log === null || first === undefined) return [];
      const { what, asked, done, line } = first;
      const word = what === 'warmups' ? 'warm-ups' : 'inferences';
      const more = log.otherThanAsked.length - 1;
      return [
        {
          ...{ file: log.file, line, expected: asked, found: done, bearing: 'contradicted' },
          message: `In the log of the ${mode} run ${asked} ${word} are asked for, and ${done} counted${more === 0 ? '' : `; ${more} more places follow`}.`,
          remedy: 'Submit the log as the runner wrote it, of a board that runs as many inferences as it is asked for.',
        },
      ];
    }),
};
