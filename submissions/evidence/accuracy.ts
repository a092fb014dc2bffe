import { recordingScore } from '../../workloads/metrics/anomaly.ts';
import { meanOfSegments, qualityOf } from '../../workloads/metrics/quality.ts';
import { firstMaximum } from '../../workloads/metrics/top1.ts';
import type { Benchmark } from '../submission.ts';
import type { DerivedAccuracy, LogEvidence, MeasuredWindow } from './evidence.ts';
import { median } from './figures.ts';
import { officialRowsOf } from './official-rows.ts';
import type { OfficialRows } from './official-rows.ts';

/** A file of the accuracy run with the answers to its windows. */
export interface AnsweredSample {
  readonly file: string;
  readonly segments: readonly (readonly number[])[];
  /** The class that the runner held for right. */
  readonly runnerLabel: number | null;
  /** It was measured again after another file: one answer counts. */
  readonly isRepeated: boolean;
}

const mostNames = 10;
/** What a counter that is stuck reads: an unsigned −1. */
const stuckLapUs = 2 ** 32 - 1;

/** The samples of an accuracy run, in their order: windows of one file that follow each other are one. */
export function samplesOf(windows: readonly MeasuredWindow[]): AnsweredSample[] {
  const samples = new Map<string, { -readonly [Key in keyof AnsweredSample]: AnsweredSample[Key] }>();
  let last: string | undefined;
  let segments: (readonly number[])[] = [];
  for (const { input, results, label, segment } of windows) {
    if (input === null || results === null || results.length === 0) continue;
    const before = samples.get(input);
    if (before !== undefined && last === input && segment > 0) segments.push(results);
    else if (before !== undefined) before.isRepeated = true;
    else {
      segments = [results];
      samples.set(input, { file: input, segments, runnerLabel: label, isRepeated: false });
    }
    last = input;
  }
  return [...samples.values()];
}

/**
 * How good the answers of an accuracy run are. Labels are those of the official list that most files are of, for files
 * of none those of the runner's own file.
 */
export function deriveAccuracy(
  benchmark: Benchmark,
  windows: readonly MeasuredWindow[],
  log: LogEvidence | null,
): DerivedAccuracy | null {
  const samples = samplesOf(windows);
  if (samples.length === 0) return null;
  const rows = listOf(samples, benchmark);
  const lists = officialRowsOf(benchmark);
  const hasRunnerLabels = rows === undefined && samples.some(({ runnerLabel }) => runnerLabel !== null);
  const labelOf = ({ file, runnerLabel }: AnsweredSample): number | undefined =>
    rows === undefined ? (runnerLabel ?? undefined) : rows.label(file);
  const isKnown = (sample: AnsweredSample): boolean =>
    rows !== undefined || lists.length === 0
      ? labelOf(sample) !== undefined
      : lists.some((each) => each.position(sample.file) !== undefined);
  const answered = samples.flatMap((sample) => {
    const label = labelOf(sample);
    return label === undefined ? [] : [{ label, segments: sample.segments }];
  });
  const unknown = samples.filter((sample) => !isKnown(sample)).map(({ file }) => file);
  const relabelled = samples.filter(({ file, runnerLabel }) => {
    const label = rows?.label(file);
    return label !== undefined && runnerLabel !== null && label !== runnerLabel;
  });
  const isAnomaly = benchmark === 'ad';
  const quality = answered.length === 0 ? undefined : qualityOf(isAnomaly ? 'auc' : 'top1', answered);
  const expected = rows?.list.samples ?? null;
  const top1 = quality?.top1 ?? null;
  return {
    labelList: rows?.list.name ?? (hasRunnerLabels ? 'runner' : null),
    samples: samples.length,
    scored: answered.length,
    expected,
    missing: expected === null ? 0 : Math.max(0, expected - (samples.length - unknown.length)),
    unknown: unknown.slice(0, mostNames),
    unknownCount: unknown.length,
    duplicates: samples
      .filter(({ isRepeated }) => isRepeated)
      .map(({ file }) => file)
      .slice(0, mostNames),
    isInOrder: rows === undefined || isInOrder(samples, rows),
    relabelled: relabelled.map(({ file }) => file),
    correct: quality?.correct ?? null,
    top1: top1 === null ? null : 100 * top1,
    aucEembc: quality?.auc.eembc ?? null,
    aucMlcommons: quality?.auc.mlcommons ?? null,
    ...(isAnomaly ? { sumMin: null, sumMax: null, ties: 0 } : vectorFacts(samples)),
    latencyUs: latencyOf(windows),
    clockRatio: log?.lapPace?.clockRatio ?? null,
    clockWraps: log?.lapPace?.wraps ?? 0,
  };
}

/** The list that most of the files are of; undefined where no list has half of them. */
function listOf(samples: readonly AnsweredSample[], benchmark: Benchmark): OfficialRows | undefined {
  let best: OfficialRows | undefined;
  let most = 0;
  for (const rows of officialRowsOf(benchmark)) {
    const common = samples.filter(({ file }) => rows.position(file) !== undefined).length;
    // A shorter list may be part of a longer one: of equals the one that is nearer in length.
    const isNearer =
      best !== undefined && common === most && distance(rows, samples.length) < distance(best, samples.length);
    if (common > most || (isNearer && common > 0)) [best, most] = [rows, common];
  }
  return 2 * most > samples.length || 2 * most > (best?.list.samples ?? Infinity) ? best : undefined;
}

function distance({ list }: OfficialRows, samples: number): number {
  return Math.abs(list.samples - samples);
}

function isInOrder(samples: readonly AnsweredSample[], rows: OfficialRows): boolean {
  let before = -1;
  for (const { file } of samples) {
    const position = rows.position(file) ?? before;
    if (position < before) return false;
    before = position;
  }
  return true;
}

function vectorFacts(samples: readonly AnsweredSample[]): Pick<DerivedAccuracy, 'sumMin' | 'sumMax' | 'ties'> {
  let [sumMin, sumMax, ties] = [Infinity, -Infinity, 0];
  for (const { segments } of samples) {
    const scores = meanOfSegments(segments);
    const sum = scores.reduce((total, score) => total + score, 0);
    sumMin = Math.min(sumMin, sum);
    sumMax = Math.max(sumMax, sum);
    const highest = scores[firstMaximum(scores)];
    if (scores.filter((score) => score === highest).length > 1) ties++;
  }
  return { sumMin, sumMax, ties };
}

function latencyOf(windows: readonly MeasuredWindow[]): number | null {
  const isStuck = windows.every(({ startLapUs }) => startLapUs === null || startLapUs === stuckLapUs);
  if (isStuck && windows.some(({ startLapUs }) => startLapUs !== null)) return null;
  return median(
    windows.flatMap(({ elapsedUs, iterations }) =>
      elapsedUs === null ? [] : elapsedUs / Math.max(1, iterations ?? 1),
    ),
  );
}

/** The mean answer to a file: its scores for each class, or its anomaly score alone. */
export function answerOf({ segments }: AnsweredSample, benchmark: Benchmark): readonly number[] {
  if (benchmark !== 'ad') return meanOfSegments(segments);
  const score = recordingScore(segments.flat());
  return score === null ? [] : [score];
}
