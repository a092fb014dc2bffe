import type { LackingStep, LogEvidence } from '../evidence/evidence.ts';
import type { InferenceStep } from '../evidence/inference-steps.ts';
import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

const names: Readonly<Record<InferenceStep, string>> = {
  'load-sequenced': 'the step to load its input',
  load: 'the command to load its input',
  loaded: 'the end of the load',
  'infer-sequenced': 'the step to infer',
  infer: 'the command to infer',
  'warmup-start': 'the start of the warm-up',
  'warmup-done': 'the end of the warm-up',
  'infer-start': 'the start of the inferences',
  'first-lap': 'the lap at its start',
  'second-lap': 'the lap at its end',
  'infer-done': 'the end of the inferences',
  heading: 'the heading of its figures',
  iterations: 'the number of inferences',
  runtime: 'its runtime',
  throughput: 'its throughput',
  results: 'the answer',
};
const remedy = 'Submit the log as the runner wrote it; look for a disturbed serial line.';

export const logComplete: ResultRule = {
  id: 'log-complete',
  scope: 'result',
  title: 'All lines of an inference',
  asks: 'The log holds every line of each inference that it holds of most, and the runner’s steps are numbered without a gap.',
  source: 'Firmware API: what the runner and the board say of an inference, in their order',
  severity: always('warning'),
  judge: ({ evidence }) =>
    runsOf(evidence).flatMap(([mode, { log }]): Observation[] =>
      log === null ? [] : [...log.lackingSteps.map((lacking) => lacks(mode, log, lacking)), ...stepsGone(mode, log)],
    ),
};

function lacks(mode: string, { file }: LogEvidence, { step, inferences, lacking, line }: LackingStep): Observation {
  return {
    ...{ file, line, expected: inferences, found: inferences - lacking, bearing: 'none', remedy },
    message: `In the log of the ${mode} run ${lacking} of ${inferences} inferences lack ${names[step]}; the first begins here.`,
  };
}

function stepsGone(mode: string, { file, stepGaps }: LogEvidence): Observation[] {
  return stepGaps.map((gap): Observation => {
    const { line } = gap;
    if (gap.kind === 'command') {
      const message = `In the log of the ${mode} run the command of step ${gap.step} is not there.`;
      return { file, line, expected: `the command of step ${gap.step}`, found: null, bearing: 'none', message, remedy };
    }
    const { expected, found } = gap;
    const message = `In the log of the ${mode} run step ${expected} is not there: here is step ${found}.`;
    return { file, line, expected, found, bearing: 'none', message, remedy };
  });
}
