import { Command } from 'commander';
import { findDatasets } from '../../workloads/datasets/find.ts';
import type { FoundDataset } from '../../workloads/datasets/find.ts';
import { verifyDataset } from '../../workloads/datasets/verify.ts';
import type { DatasetProblem, DatasetReport } from '../../workloads/datasets/verify.ts';
import { chooseWorkload } from '../../workloads/own/own-workload.ts';
import { systemClock } from '../clock.ts';
import { generateCommand } from './dataset-generate.ts';
import { importCommand } from './dataset-import.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

/** Problems of one kind that are shown where `--all` is not given. */
const shownProblems = 10;

const kindText = { official: 'the official one', demonstration: 'a demonstration', own: 'data of your own' } as const;

interface VerifyOptions {
  readonly workload?: string;
  readonly all?: true;
  readonly json?: true;
}

/** `boardbench dataset …`: what can be done with data sets. */
export function datasetCommand(): Command {
  return new Command('dataset')
    .description('Examines data sets and makes them.')
    .addCommand(verifyCommand())
    .addCommand(importCommand())
    .addCommand(generateCommand());
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('Tells whether a copy is the official one, and which files are missing, extra, changed or relabelled.')
    .argument('<dir>', 'the folder with y_labels.csv and the inputs, or one with a folder for each workload')
    .option('--workload <name>', 'the workload it should be of, or the YAML file of your own; else the labels tell')
    .option('--all', 'show every problem, not the first of each kind')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  boardbench dataset verify datasets/kws01 --workload kws01\n\nExit status: 0 sound, 1 something is wrong.',
    )
    .action(async (directory: string, options: VerifyOptions) => {
      const found: FoundDataset[] =
        options.workload === undefined
          ? await findDatasets(directory)
          : [{ directory, workload: chooseWorkload(options.workload).specification }];
      const reports = await verifyAll(found);
      if (options.json === true) printJson({ datasets: reports });
      else for (const report of reports) for (const line of toText(report, options.all === true)) printLine(line);
      if (reports.some(({ sound }) => !sound)) process.exitCode = 1;
    });
}

async function verifyAll(found: readonly FoundDataset[]): Promise<DatasetReport[]> {
  const progress = new ProgressLine(systemClock);
  const reports: DatasetReport[] = [];
  for (const { directory, workload } of found) {
    const report = await verifyDataset(directory, workload, (done, total) => {
      progress.show(workload.name, { what: 'input', done, total });
    });
    progress.clear();
    reports.push(report);
  }
  return reports;
}

function toText(report: DatasetReport, showAll: boolean): string[] {
  const { workload, folder, kind, official, reason, samples, sound, problems, extra } = report;
  const whose = kind === 'official' && !official ? 'official labels' : kindText[kind];
  const verdict = sound ? 'sound' : counted(problems.length, 'problem');
  const lines = [`${folder}: ${workload}, ${counted(samples, 'sample')}, ${whose}, ${verdict}`, `  ${reason}`];
  for (const kindOfProblem of new Set(problems.map((found) => found.kind))) {
    const ofKind = problems.filter((found) => found.kind === kindOfProblem);
    const shown = showAll ? ofKind : ofKind.slice(0, shownProblems);
    lines.push(...shown.map((found) => `  ${problemText(found, report.labelFile)}`));
    if (ofKind.length > shown.length) lines.push(`  ${kindOfProblem}: ${ofKind.length - shown.length} more (--all)`);
  }
  if (extra.length > 0) lines.push(`  extra: ${counted(extra.length, 'file')} in no row, such as ${extra[0] ?? ''}`);
  return lines;
}

function problemText({ kind, line, problem }: DatasetProblem, labelFile: string): string {
  return `${kind}: ${problem}${line === null ? '' : ` (${labelFile}:${line})`}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
