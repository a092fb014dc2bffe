import { Command } from 'commander';
import { readRubric } from '../../submissions/grading/rubric/read-rubric.ts';
import { figureText } from '../../submissions/grading/rubric/figure-text.ts';
import { measureFacts } from '../../submissions/grading/rubric/rubric.ts';
import type { Criterion, Rubric } from '../../submissions/grading/rubric/rubric.ts';
import { printable } from '../../submissions/printable.ts';
import { chooseWorkload } from '../../workloads/own/own-workload.ts';
import { BenchError, failure } from '../errors.ts';
import { openData } from '../modes/open-data.ts';
import { formatTable, printJson, printLine } from './output.ts';

interface DataFacts {
  readonly part: 'public' | 'hidden';
  readonly name: string;
  readonly samples: number;
}

/** `boardbench grade check RUBRIC`: whether a rubric is in order, and what it says. */
export function rubricCheckCommand(): Command {
  return new Command('check')
    .description('Says whether a rubric is in order, its data included, and what points it gives for what.')
    .argument('<rubric>', 'the YAML file')
    .option('--json', 'print one JSON document: the rubric as it is understood')
    .addHelpText(
      'after',
      '\nExample:\n  boardbench grade check rubric.yaml\n\nExit status: 0 in order, 1 its data are not, 2 it is not.',
    )
    .action(async (file: string, { json }: { readonly json?: true }) => {
      const rubric = await readRubric(file);
      const data = await dataOf(rubric);
      if (json === true) printJson({ rubric, data });
      else for (const line of rubricLines(rubric, data)) printLine(printable(line));
    });
}

/** @throws BenchError grade.data where the data cannot be opened */
async function dataOf({ workload, data }: Rubric): Promise<DataFacts[]> {
  const { specification } = chooseWorkload(workload);
  const open = async (part: DataFacts['part'], name: string): Promise<DataFacts> => {
    try {
      return { part, name, samples: (await openData(name, specification)).samples };
    } catch (cause) {
      if (!(cause instanceof BenchError)) throw cause;
      throw failure('grade.data', { part, problem: cause.message }, { cause });
    }
  };
  return [await open('public', data.public), ...(data.hidden === null ? [] : [await open('hidden', data.hidden)])];
}

function rubricLines(rubric: Rubric, data: readonly DataFacts[]): string[] {
  const { title, file, criteria, conditions, points, judgeOn, late } = rubric;
  const extra = criteria.filter(({ isExtra }) => isExtra).reduce((sum, { weight }) => sum + weight, 0);
  const judged =
    judgeOn.kind === 'estimate'
      ? `the host's estimate for ${judgeOn.board}`
      : `what was measured on ${judgeOn.device ?? 'any board'}${judgeOn.allowsSimulated ? ', simulated ones too' : ''}`;
  const rows = criteria.map((criterion) => [
    criterion.id,
    measureOf(criterion),
    String(criterion.weight),
    scoringText(criterion),
  ]);
  return [
    `${file} is in order: ${title}`,
    '',
    ...formatTable(['criterion', 'measure', 'points', 'scored'], rows),
    '',
    `Full marks: ${points}${extra === 0 ? '' : `, and ${extra} extra`}`,
    ...conditions.map(
      ({ title: what, otherwiseAtMost }) =>
        `Condition: ${what}; otherwise at most ${figureText('accuracy', otherwiseAtMost)} of all`,
    ),
    ...(late === null ? [] : [`Deadline: ${late.deadline.toISOString()}`]),
    `Judged on: ${judged}`,
    ...data.map(({ part, name, samples }) => `Data, ${part}: ${samples} samples of ${rubric.workload} in ${name}`),
  ];
}

function measureOf({ measure, data }: Criterion): string {
  const { title } = measureFacts[measure];
  return data === 'hidden' ? `${title}, hidden part` : title;
}

function scoringText({ measure, scoring }: Criterion): string {
  const share = (value: number): string => figureText('accuracy', value);
  switch (scoring.kind) {
    case 'thresholds':
      return scoring.steps.map((step) => `${figureText(measure, step.at)}: ${share(step.share)}`).join(', ');
    case 'linear':
      return `from ${figureText(measure, scoring.none)} (nothing) to ${figureText(measure, scoring.full)} (all)`;
    case 'rank':
      return `by rank: first 100 %, last ${share(scoring.last)}`;
  }
}
