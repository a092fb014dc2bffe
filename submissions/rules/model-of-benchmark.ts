import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

export const modelOfBenchmark: ResultRule = {
  id: 'model-of-benchmark',
  scope: 'result',
  title: 'Model of the benchmark',
  asks: 'The model that the board and the runner name is that of the benchmark.',
  source: 'MLPerf Tiny rules, models; m-model-[…] of the firmware API',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const models = round.benchmarks[result.benchmark]?.models;
    if (models === undefined) return [];
    return runsOf(evidence).flatMap(([mode, { log }]): Observation[] => {
      if (log === null) return [];
      const { model, place } = log.device;
      const said = [
        { who: 'The board', model, place },
        { who: 'The runner', model: log.configuredModel, place: { file: log.file, line: null } },
      ];
      return said.flatMap(({ who, model: name, place: at }): Observation[] =>
        name === null || models.includes(name)
          ? []
          : [
              {
                ...at,
                ...{ expected: models.join(' or '), found: name, bearing: 'contradicted' },
                message: `${who} names the model ${name} in the ${mode} run of ${result.benchmark}.`,
                remedy: 'Run the firmware with the model of this benchmark, or put the run where it belongs.',
              },
            ],
      );
    });
  },
};
