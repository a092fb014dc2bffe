import type { LogEvidence, MeasuredWindow } from '../evidence/evidence.ts';
import type { RunMode } from '../submission.ts';
import { always, figure, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

/** Of a run whose log and records are of two runs all windows differ: the first few say so. */
const mostDifferences = 5;

export const logOfRecords: ResultRule = {
  id: 'log-of-records',
  scope: 'result',
  title: 'Log of these records',
  asks: 'The log holds as many inferences as the records beside it, of the same inputs, iterations, seconds and answers.',
  source: 'MLPerf Tiny rules: log and records are of one run',
  severity: always('error'),
  judge: ({ evidence, result }) =>
    result.runner !== 'mlcommons'
      ? []
      : runsOf(evidence).flatMap(([mode, { log, records }]): Observation[] => {
          if (log === null || records === null || log.windows.length === 0 || records.length === 0) return [];
          const parting = log.windows.findIndex(({ input }, index) => input !== (records[index]?.input ?? null));
          if (log.windows.length !== records.length || parting !== -1) return [parts(mode, log, records, parting)];
          return differences(mode, log.windows, records);
        }),
};

function parts(mode: RunMode, log: LogEvidence, records: readonly MeasuredWindow[], at: number): Observation {
  const place = log.windows[at === -1 ? log.windows.length - 1 : at]?.place;
  return {
    ...(place ?? { file: log.file, line: null }),
    ...{ expected: records.length, found: log.windows.length, bearing: 'contradicted' },
    message: `The log of the ${mode} run has ${log.windows.length} inferences, its records ${records.length}; they part here.`,
    remedy,
  };
}

const remedy = 'Submit log and records of the same run, as the runner wrote them.';

/** What the log prints of each inference otherwise than the records have it. */
function differences(
  mode: RunMode,
  logged: readonly MeasuredWindow[],
  records: readonly MeasuredWindow[],
): Observation[] {
  const observations: Observation[] = [];
  let windows = 0;
  for (const [index, window] of logged.entries()) {
    const record = records[index];
    const difference = record === undefined ? null : differenceOf(window, record);
    if (difference === null) continue;
    windows++;
    if (observations.length === mostDifferences) continue;
    const { what, line, found, expected } = difference;
    observations.push({
      ...{ file: window.place.file, line, expected, found, bearing: 'contradicted' },
      message: `Inference ${index + 1} of the ${mode} run, ${window.input ?? 'of no input'}: the log says ${what} ${found}, the records ${expected}.`,
      remedy,
    });
  }
  const [last] = observations.slice(-1);
  if (last !== undefined && windows > observations.length)
    observations[observations.length - 1] = {
      ...last,
      message: `${last.message} So it is with ${windows - observations.length} more.`,
    };
  return observations;
}

interface Difference {
  readonly what: string;
  readonly line: number | null;
  readonly found: string | number;
  readonly expected: string | number;
}

/** The first figure that both have and that is not the same; the log prints milliseconds. */
function differenceOf(log: MeasuredWindow, record: MeasuredWindow): Difference | null {
  const { line } = log.place;
  for (const what of ['segment', 'iterations', 'warmups'] as const) {
    const [found, expected] = [log[what], record[what]];
    // Records do not name segments: they count loads of a file, and segment 0 may be loaded again and again.
    if (what === 'segment' && found === 0) continue;
    if (found !== null && expected !== null && found !== expected) return { what, line, found, expected };
  }
  if (log.elapsedUs !== null && record.elapsedUs !== null) {
    const away = Math.abs(log.elapsedUs - record.elapsedUs);
    if (away > log.resolutionUs / 2 + 1)
      return { what: 'seconds', line, found: figure(log.elapsedUs / 1e6), expected: String(record.elapsedUs / 1e6) };
  }
  if (log.results !== null && record.results !== null) {
    const { results } = record;
    const isSame = log.results.length === results.length && log.results.every((value, at) => value === results[at]);
    if (!isSame)
      return { what: 'answer', line: log.resultsLine ?? line, found: vector(log.results), expected: vector(results) };
  }
  return null;
}

/** The first few numbers of an answer. */
function vector(values: readonly number[]): string {
  return `[${values.slice(0, 12).map(String).join(', ')}${values.length > 12 ? ', …' : ''}]`;
}
