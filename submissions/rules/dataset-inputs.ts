import { always, fileOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const datasetInputs: ResultRule = {
  id: 'dataset-inputs',
  scope: 'result',
  title: 'Inputs of the accuracy run',
  asks: 'Each input of the official list is answered once, and nothing else.',
  source: 'MLPerf Tiny rules: accuracy is measured on the whole validation set of the benchmark',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const { accuracy } = evidence.derived;
    const run = evidence.runs.accuracy;
    if (run === undefined || result.benchmark === 'sww') return [];
    const file = run.windows[0]?.place.file ?? fileOf(run);
    const remedy = 'Run accuracy mode again over the whole official list, and submit its log.';
    if (accuracy === null) {
      if (run.windowsFrom === null) return [];
      return [
        {
          ...{ file, line: null, expected: 'answers', found: 0, bearing: 'absent', remedy },
          message: 'The log of the accuracy run holds no answer to any input.',
        },
      ];
    }
    const observations: Observation[] = [];
    const add = (message: string, expected: Observation['expected'], found: Observation['found']): void => {
      observations.push({ file, line: null, message, expected, found, remedy, bearing: 'contradicted' });
    };
    const { missing, expected, samples, unknown, unknownCount, duplicates } = accuracy;
    const unanswered = run.windows.find(({ results }) => results === null || results.length === 0);
    if (missing > 0)
      observations.push({
        ...{ file, line: unanswered?.place.line ?? null, expected, found: samples - unknownCount },
        ...{ remedy, bearing: 'contradicted' },
        message: `The accuracy run has no answer for ${missing} of the ${expected ?? 0} inputs of the official list.`,
      });
    else if (unanswered !== undefined)
      observations.push({
        ...{ ...unanswered.place, expected: 'an answer', found: null, remedy, bearing: 'contradicted' },
        message: `The inference of ${unanswered.input ?? 'an input'} has no answer in the log.`,
      });
    // A round that has no lists of its own, such as a course's, lets the runner's labels count.
    const hasLists = (round.benchmarks[result.benchmark]?.lists ?? []).length > 0;
    const isFree = !hasLists && accuracy.labelList === 'runner' && accuracy.scored === samples;
    if (unknownCount > 0 && !isFree)
      add(
        `${unknownCount} inputs of the accuracy run are in no official list, such as ${unknown.slice(0, 3).join(', ')}.`,
        0,
        unknownCount,
      );
    if (duplicates.length > 0)
      add(`Inputs were measured more than once, such as ${duplicates.slice(0, 3).join(', ')}.`, 0, duplicates.length);
    if (!accuracy.isInOrder)
      observations.push({
        ...{ file, line: null, expected: 'the order of the list', found: null, bearing: 'none', severity: 'info' },
        message: 'The inputs of the accuracy run do not come in the order of the official list.',
        remedy: 'Nothing, if it is meant: the figures do not depend on it.',
      });
    return observations;
  },
};
