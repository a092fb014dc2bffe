import { always, runsOf, fileOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const ownSession: ResultRule = {
  id: 'own-session',
  scope: 'result',
  title: 'Sessions of Boardbench',
  asks: 'A session is of a real board, official in its settings, finished, and all of it is what its journal gives.',
  source: 'What the session’s journal and manifest say of themselves',
  severity: always('error'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, run]): Observation[] => {
      const { own } = run;
      if (own === null) return [];
      const file = run.files.journal ?? fileOf(run);
      const say = (message: string, found: string, line: number | null = null): Observation => ({
        ...{ file, line, message, expected: null, found, bearing: 'contradicted' },
        remedy: 'Measure on a real board with the official settings, to the end, and leave the session as it is.',
      });
      return [
        ...(own.simulated ? [say(`The ${mode} run is of a simulated board.`, 'simulated')] : []),
        ...(own.unofficial ? [say(`The ${mode} run is not official in its settings.`, 'unofficial')] : []),
        ...(own.finished ? [] : [say(`The ${mode} run did not end.`, 'unfinished')]),
        ...own.problems.map((problem): Observation => {
          const { line, message, isAbsent = false } = problem;
          const found = say(message, isAbsent ? 'missing' : 'changed', line);
          return { ...found, file: problem.file ?? file, bearing: isAbsent ? 'absent' : 'contradicted' };
        }),
      ];
    }),
};
