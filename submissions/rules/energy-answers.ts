import { always, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const energyAnswers: ResultRule = {
  id: 'energy-answers',
  scope: 'result',
  title: 'Answers in the energy run',
  asks: 'The log of the energy run holds the board’s answer to each window.',
  source: 'Firmware API: m-results-[…] after each inference; without it nothing shows what was measured',
  severity: always('warning'),
  judge({ evidence, result }) {
    const run = evidence.runs.energy;
    if (run?.log == null || result.benchmark === 'sww') return [];
    // The log of the MLCommons runner leaves answers to its records.
    if (result.runner !== 'eembc' && run.windowsFrom === 'log') return [];
    const total = Math.max(run.windows.length, run.claimed?.energyWindows.length ?? 0);
    const answered = run.windows.filter(({ results }) => results !== null && results.length > 0).length;
    if (total === 0 || answered === total) return [];
    const first = run.windows.find(({ results }) => results === null);
    return [
      {
        ...{ file: fileOf(run), line: first?.place.line ?? null, expected: total, found: answered, bearing: 'none' },
        message: `Of ${total} windows of the energy run ${answered} have an answer in the log.`,
        remedy: 'Look for a disturbed serial line between the board and the I/O manager.',
      },
    ];
  },
};
