import { always } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const streamingQuality: ResultRule = {
  id: 'streaming-quality',
  scope: 'result',
  title: 'Quality of streaming wakeword',
  asks: 'In the closed division misses and false alarms are within the limits of the round.',
  source: 'MLPerf Tiny rules, streaming wakeword',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const limits = round.benchmarks[result.benchmark]?.streaming;
    if (limits === undefined || result.division === 'open') return [];
    return (['energy', 'performance'] as const).flatMap((mode): Observation[] => {
      const run = evidence.runs[mode];
      const claim = run?.claimed?.streaming;
      if (run?.claimed == null || claim == null) return [];
      const { mostFalseNegatives, mostFalsePositives } = limits;
      if (claim.falseNegatives <= mostFalseNegatives && claim.falsePositives <= mostFalsePositives) return [];
      return [
        {
          ...{ file: run.claimed.file, line: claim.line, bearing: 'contradicted' },
          expected: `at most ${mostFalseNegatives} misses, ${mostFalsePositives} false alarms`,
          found: `${claim.falseNegatives} misses, ${claim.falsePositives} false alarms`,
          message: `The ${mode} run misses the quality target of streaming wakeword.`,
          remedy: 'Submit to the open division, or use a model that reaches the target.',
        },
      ];
    });
  },
};
