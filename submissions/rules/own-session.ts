import type { RunEvidence } from '../evidence/evidence.ts';
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
      if (own === null) return simulated(mode, run);
      const file = run.files.journal ?? fileOf(run);
      const say = (message: string, found: string, line: number | null = null): Observation => ({
        ...{ file, line, message, expected: null, found, bearing: 'contradicted' },
        remedy: 'Measure on a real board with the official settings, to the end, and leave the session as it is.',
      });
      return [
        ...(own.simulated ? [say(`The ${mode} run is of a simulated board.`, 'simulated')] : simulated(mode, run)),
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

/** Also of files without a journal: a simulation stays one when its journal is left out. */
function simulated(mode: string, { simulatedFiles }: RunEvidence): Observation[] {
  const [file] = simulatedFiles;
  if (file === undefined) return [];
  return [
    {
      ...{ file, line: null, expected: null, found: 'simulated', bearing: 'contradicted' },
      message: `The ${mode} run is of a simulated board: its files say so.`,
      remedy: 'Measure on a real board.',
    },
  ];
}
