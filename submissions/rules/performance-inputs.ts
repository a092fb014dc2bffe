import { officialRowsOf } from '../evidence/official-rows.ts';
import { always, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const performanceInputs: ResultRule = {
  id: 'performance-inputs',
  scope: 'result',
  title: 'Inputs of the performance run',
  asks: 'The windows of the performance run use inputs of the official list.',
  source: 'User guide of the runner: performance mode takes the first inputs of the label file',
  severity: always('warning'),
  judge({ evidence, result, round }) {
    const run = evidence.runs.performance;
    const lists = round.benchmarks[result.benchmark]?.lists ?? [];
    const official = officialRowsOf(result.benchmark).filter(({ list }) => lists.includes(list.name));
    if (run === undefined || official.length === 0) return [];
    const others = run.windows.filter(
      ({ input }) => input !== null && official.every((rows) => rows.position(input) === undefined),
    );
    const [first] = others;
    if (first === undefined) return [];
    return [
      {
        ...(first.place.line === null ? { file: fileOf(run), line: null } : first.place),
        ...{ expected: lists.join(' or '), found: first.input, bearing: 'none' },
        message: `${others.length} of ${run.windows.length} performance windows use inputs that are not of the official list.`,
        remedy: 'Use the official inputs in performance mode too.',
      },
    ];
  },
};
