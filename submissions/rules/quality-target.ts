import type { PrintedFigure } from '../evidence/evidence.ts';
import { always, fileOf } from './rule.ts';
import type { ResultRule } from './rule.ts';

export const qualityTarget: ResultRule = {
  id: 'quality-target',
  scope: 'result',
  title: 'Quality target',
  asks: 'In the closed division accuracy reaches the target of the benchmark.',
  source: 'MLPerf Tiny rules, quality targets',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const quality = round.benchmarks[result.benchmark]?.quality ?? null;
    const run = evidence.runs.accuracy;
    if (quality === null || run === undefined || result.division === 'open') return [];
    const { figure: name, target } = quality;
    const claimed: PrintedFigure | null = evidence.claimed[name];
    const derived = evidence.derived[name];
    // Targets are compared as the results files print: to one decimal of a per cent, two of an area.
    const step = name === 'top1' ? 10 : 100;
    const round2 = (value: number): number => Math.round(value * step + 1e-9) / step;
    const worst = [claimed?.value, derived].filter((value) => value != null && round2(value) < target);
    const [found] = worst;
    if (found === undefined || found === null) return [];
    const isClaimed = claimed !== null && round2(claimed.value) < target;
    return [
      {
        ...(isClaimed ? claimed.place : { file: fileOf(run), line: null }),
        ...{ expected: `at least ${target}`, found, bearing: 'contradicted' },
        message: `The ${isClaimed ? 'claimed' : 'derived'} ${name === 'top1' ? 'top-1 (%)' : 'AUC'} misses the target of the closed division.`,
        remedy: 'Submit to the open division, or use a model that reaches the target.',
      },
    ];
  },
};
