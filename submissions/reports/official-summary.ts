import type { JudgedResult, JudgedSubmission } from '../judge.ts';
import { rounds } from '../submission.ts';
import type { SystemDescription } from '../submission.ts';
import { pythonFloat, pythonText } from './python-text.ts';

const columns = [
  ...['Organization', 'Availability', 'Division', 'BoardName', 'SystemDesc', 'Model', 'MlperfModel', 'Result'],
  ...['ResultUnit', 'Accuracy', 'HasPower', 'Power', 'PowerUnit', 'HostProcessorModelName', 'HostProcessorFrequency'],
  ...['HostProcessorMemory', 'AcceleratorModelName', 'AcceleratorFrequency', 'AcceleratorMemory', 'HardwareNotes'],
  ...['InferenceFramework', 'SoftwareLibraries', 'SoftwareNotes'],
];
const streamingColumns = ['FalsePositives', 'FalseNegatives', 'DutyCycle'];

/** The names of the description's fields, in the order of the columns from HostProcessorModelName on. */
const hardware = [
  ...['Processor(s) Name', 'Processor(s) Frequencies', 'Processor memory type and capacity', 'Accelerator'],
  ...['Accelerator(s) Frequencies', 'Accelerator memory type and capacity', 'Hardware Notes', 'Inference Framework'],
  ...['Software Libraries', 'Software Notes'],
];

/**
 * The summary that the official checker writes: its columns and values, a row for each result in the order of the
 * folders. It has a row for every result; the official one leaves out those whose folders or files it does not find.
 */
export function officialSummary(submissions: readonly JudgedSubmission[]): string {
  const hasStreaming = submissions.some(
    ({ submission, results }) =>
      rounds.indexOf(submission.round ?? 'v1.4') >= rounds.indexOf('v1.3') ||
      results.some(({ result }) => result.benchmark === 'sww'),
  );
  const header = hasStreaming ? [...columns, ...streamingColumns] : columns;
  const rows = submissions.flatMap(({ submission, results }) =>
    results.map((judged) => {
      const { systemFile } = judged.result;
      const description = submission.systems.find(({ path }) => path === systemFile)?.description ?? null;
      const row = [...rowOf(judged, description), ...(hasStreaming ? streamingOf(judged) : [])];
      return row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
    }),
  );
  return `${[header.join(','), ...rows].join('\n')}\n`;
}

function rowOf({ result, evidence }: JudgedResult, description: SystemDescription | null): string[] {
  const field = (name: string): string => lastValue(description, name);
  const isStreaming = result.benchmark === 'sww';
  const { runs, claimed } = evidence;
  const streaming = runs.energy?.claimed?.streaming ?? runs.performance?.claimed?.streaming ?? null;
  const power = isStreaming ? (streaming?.powerMw ?? null) : claimed.energyUj;
  const quality = result.benchmark === 'ad' ? claimed.auc : claimed.top1;
  return [
    result.submitter ?? '',
    field('Status').toLowerCase(),
    result.division ?? '',
    field('Board Name'),
    result.system ?? '',
    result.benchmarkFolder,
    result.benchmark,
    claimed.throughput === null ? '' : pythonFloat(claimed.throughput.value),
    'inf./sec.',
    streaming === null ? (quality?.text ?? '') : pythonFloat(f1(streaming)),
    power === null ? 'False' : 'True',
    pythonFloat(Number((power?.value ?? 0).toPrecision(12))),
    isStreaming && power !== null ? 'mW' : 'uJ/inf.',
    ...hardware.map(field),
  ];
}

/** The harmonic mean of precision and recall, which stands for accuracy in the official summary. */
function f1(counts: { truePositives: number; falseNegatives: number; falsePositives: number }): number {
  const { truePositives, falseNegatives, falsePositives } = counts;
  const precision = truePositives / (truePositives + falsePositives);
  const recall = truePositives / (truePositives + falseNegatives);
  return (2 * precision * recall) / (precision + recall);
}

function streamingOf({ evidence: { runs } }: JudgedResult): string[] {
  const streaming = runs.energy?.claimed?.streaming ?? runs.performance?.claimed?.streaming ?? null;
  if (streaming === null) return ['', '', ''];
  const { falsePositives, falseNegatives, dutyCycle } = streaming;
  return [String(falsePositives), String(falseNegatives), dutyCycle?.text ?? ''];
}

/** The official checker keeps the last of equal names, an empty one too. */
function lastValue(description: SystemDescription | null, name: string): string {
  const pair = description?.pairs.findLast((field) => field.name === name);
  if (pair === undefined) return '';
  return pair.kind === 'string' || pair.kind === 'number' ? pair.value : pythonText(pair.value);
}
