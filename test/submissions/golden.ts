import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeasuredWindow, ResultEvidence, RunEvidence } from '../../submissions/evidence/evidence.ts';
import type { RunMode, Submission, SubmittedResult } from '../../submissions/submission.ts';

interface GoldenWindow {
  readonly file: string;
  readonly n: number;
  readonly warmups: number;
  readonly us: number;
  readonly throughput: number;
  readonly hostSeconds: number | null;
}

interface GoldenStreaming {
  readonly detections: number;
  readonly asRun: readonly number[];
  readonly delay1s: readonly number[];
  readonly pulses?: number;
  readonly throughput?: number;
  readonly duty?: number;
  readonly period?: number;
}

/** A record of golden-vX.json, as far as it is compared. */
export interface GoldenRecord {
  readonly division: string;
  readonly submitter: string;
  readonly system: string;
  readonly model: string;
  readonly variant: string | null;
  readonly modelFolder: string;
  readonly runner: 'eembc' | 'mlc';
  readonly runnerVersion?: string;
  readonly systemJson: string;
  readonly claimed: {
    readonly throughput?: number | null;
    readonly throughputText?: string | null;
    readonly perfWindows?: readonly {
      readonly window: number;
      readonly n: number;
      readonly seconds: number;
      readonly throughput: number;
      readonly runnerError: boolean;
    }[];
    readonly top1?: number;
    readonly auc?: number;
    readonly energy_uJ?: number;
    readonly energyThroughput?: number | null;
    readonly energyWindows?: readonly {
      readonly window: number;
      readonly uJ: number;
      readonly uJPerInf: number;
      readonly seconds: number;
    }[];
    readonly power_mW?: number;
    readonly sww?: Readonly<
      Record<
        string,
        {
          readonly tp: number;
          readonly fn: number;
          readonly fp: number;
          readonly duty: number;
          readonly period: number;
          readonly throughput: number;
          readonly power_mW?: number;
        }
      >
    >;
  };
  readonly derived: {
    readonly throughput?: number;
    readonly perfWindows?: readonly GoldenWindow[];
    readonly clockRatio?: number;
    readonly spread?: number;
    readonly accuracy?: {
      readonly labelSet: string;
      readonly samples: number;
      readonly scored: number;
      readonly expected?: number;
      readonly missing?: number;
      readonly unknown?: number;
      readonly duplicates?: number;
      readonly sameOrder?: boolean;
      readonly top1: number;
      readonly correct: number;
      readonly aucEembc: number;
      readonly aucMlc: number | null;
      readonly ties: number;
      readonly sumMin: number;
      readonly sumMax: number;
    };
    readonly top1?: number;
    readonly auc?: number;
    readonly accClockRatio?: number;
    readonly accClockWraps?: number;
    readonly accLatencyUs?: number;
    readonly outputConsistency?: Readonly<
      Record<string, { readonly compared: number; readonly equal: number; readonly argmaxFlips: number }>
    >;
    readonly trace?: {
      readonly fs: number;
      readonly samples?: number;
      readonly timestamps?: readonly number[];
      readonly emon: string;
      readonly voltage_mV?: number;
      readonly voltage?: number;
    };
    readonly energy_uJ?: number;
    readonly energyWindows?: readonly {
      readonly n: number;
      readonly seconds: number;
      readonly uJ: number;
      readonly uJPerInf: number;
    }[];
    readonly energySource?: string;
    readonly adScript?: { readonly files: number; readonly infers: number };
    readonly sww?: Readonly<Record<string, GoldenStreaming>>;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function readGolden(directory: string, round: string): GoldenRecord[] {
  return JSON.parse(readFileSync(join(directory, `golden-${round}.json`), 'utf8')) as GoldenRecord[];
}

export function goldenKey({ division, submitter, system, model, variant }: GoldenRecord): string {
  return [division, submitter, system, model, variant].join(' | ');
}

export function resultKey({ division, submitter, system, benchmark, variant }: SubmittedResult): string {
  return [division, submitter, system, benchmark, variant].join(' | ');
}

const fileNames = [
  ['dir', 'folder'],
  ['results', 'results'],
  ['log', 'log'],
  ['json', 'resultsJson'],
  ['script', 'script'],
  ['trace', 'trace'],
  ['ts', 'timestamps'],
] as const;

/** How the results that were found differ from the records: in number, runner, description and the path of any file. */
export function layoutDifferences(golden: readonly GoldenRecord[], { results }: Submission): string[] {
  const differences = new Differences();
  const found = new Map(results.map((result) => [resultKey(result), result]));
  differences.same('results', found.size, golden.length);
  for (const record of golden) {
    const key = goldenKey(record);
    const result = found.get(key);
    if (result === undefined) {
      differences.add(`${key}: not found`);
      continue;
    }
    const about = differences.about(key);
    about.same('runner', result.runner, record.runner === 'mlc' ? 'mlcommons' : 'eembc');
    about.same('folder', result.benchmarkFolder, record.modelFolder);
    about.same('system', result.systemFile, record.systemJson);
    for (const mode of ['performance', 'accuracy', 'energy'] as const) {
      const files = result.runs[mode];
      for (const [name, role] of fileNames) about.same(`${mode} ${name}`, files?.[role], record.paths[mode]?.[name]);
    }
  }
  return differences.list;
}

/** How claimed and derived figures differ from a record. */
export function figureDifferences(record: GoldenRecord, evidence: ResultEvidence): string[] {
  const differences = new Differences();
  const about = differences.about(goldenKey(record));
  compareClaims(record, evidence, about);
  comparePerformance(record, evidence, about);
  compareAccuracy(record, evidence, about);
  compareEnergy(record, evidence, about);
  for (const mode of ['performance', 'energy'] as const) {
    compareStreaming(record.derived.sww?.[mode], evidence.runs[mode], about.about(`streaming ${mode}`));
  }
  return differences.list;
}

function compareClaims({ claimed }: GoldenRecord, { runs, claimed: own }: ResultEvidence, about: Differences): void {
  about.same('claimed throughput', own.throughput?.value, claimed.throughput ?? undefined);
  if (claimed.throughputText != null) about.same('its text', own.throughput?.text, claimed.throughputText);
  about.same('claimed top-1', own.top1?.value, claimed.top1);
  about.same('claimed AUC', own.auc?.value, claimed.auc);
  if (claimed.sww === undefined) about.same('claimed energy', own.energyUj?.value, claimed.energy_uJ);
  about.same(
    'claimed energy throughput',
    runs.energy?.claimed?.throughput?.value,
    claimed.energyThroughput ?? undefined,
  );
  const windows = runs.performance?.claimed?.windows ?? [];
  for (const [index, window] of (claimed.perfWindows ?? []).entries()) {
    const mine = windows[index];
    about.same(`claimed window ${index}`, mine?.number, window.window);
    about.same(`claimed window ${index} N`, mine?.iterations, window.n);
    about.same(`claimed window ${index} s`, mine?.seconds?.value, window.seconds);
    about.same(`claimed window ${index} throughput`, mine?.throughput?.value, window.throughput);
    about.same(`claimed window ${index} refused`, mine?.isRefused, window.runnerError);
  }
  const energyWindows = runs.energy?.claimed?.energyWindows ?? [];
  if (claimed.sww === undefined) {
    about.same('claimed energy windows', energyWindows.length, (claimed.energyWindows ?? []).length);
  }
  for (const [index, window] of (claimed.energyWindows ?? []).entries()) {
    const mine = energyWindows[index];
    about.same(`claimed energy window ${index}`, mine?.number, window.window);
    about.same(`claimed energy window ${index} uJ`, mine?.energyUj?.value, window.uJ);
    about.same(`claimed energy window ${index} uJ/inf`, mine?.energyPerInferenceUj?.value, window.uJPerInf);
    about.same(`claimed energy window ${index} s`, mine?.seconds?.value, window.seconds);
  }
  for (const mode of ['performance', 'energy'] as const) {
    const theirs = claimed.sww?.[mode];
    const mine = runs[mode]?.claimed?.streaming;
    if (theirs === undefined) continue;
    const counts = [mine?.truePositives, mine?.falseNegatives, mine?.falsePositives];
    about.same(`claimed ${mode} counts`, counts.join(), [theirs.tp, theirs.fn, theirs.fp].join());
    about.same(`claimed ${mode} duty`, mine?.dutyCycle?.value, theirs.duty);
    about.same(`claimed ${mode} period`, mine?.periodS?.value, theirs.period);
    about.same(`claimed ${mode} throughput`, mine?.throughput?.value, theirs.throughput);
    if (theirs.power_mW !== undefined) about.near(`claimed ${mode} power`, mine?.powerMw?.value, theirs.power_mW);
  }
}

function comparePerformance(
  { derived }: GoldenRecord,
  { runs, derived: own }: ResultEvidence,
  about: Differences,
): void {
  if (derived.sww === undefined) about.near('throughput', own.throughput, derived.throughput);
  about.rounded('spread', own.spread, derived.spread, 5);
  about.rounded('clock ratio', own.clockRatio, derived.clockRatio, 5);
  const windows = runs.performance?.windows ?? [];
  if (derived.perfWindows !== undefined) about.same('windows', windows.length, derived.perfWindows.length);
  for (const [index, window] of (derived.perfWindows ?? []).entries()) {
    compareWindow(windows[index], window, about.about(`window ${index}`));
  }
}

function compareWindow(mine: MeasuredWindow | undefined, theirs: GoldenWindow, about: Differences): void {
  about.same('input', mine?.input, theirs.file);
  about.same('iterations', mine?.iterations, theirs.n);
  about.same('warmups', mine?.warmups, theirs.warmups);
  about.same('us', mine?.elapsedUs, theirs.us);
  about.near('host s', mine?.hostElapsedUs == null ? null : mine.hostElapsedUs / 1e6, theirs.hostSeconds ?? undefined);
}

function compareAccuracy(record: GoldenRecord, { derived: own, runs }: ResultEvidence, about: Differences): void {
  const { derived } = record;
  const theirs = derived.accuracy;
  const mine = own.accuracy;
  // One submitter had labels of its own, in a folder that was not published with the results: nothing can be scored.
  const isUnlabelled = theirs?.labelSet === 'vww_greenwaves';
  if (isUnlabelled) {
    about.same('unknown files', mine?.unknownCount, theirs.samples);
    about.same('label list', mine?.labelList, null);
  } else {
    about.near('top-1', own.top1, derived.top1);
    about.near('AUC', own.auc, derived.auc);
  }
  if (theirs !== undefined && !isUnlabelled) {
    about.same('samples', mine?.samples, theirs.samples);
    about.same('label list', mine?.labelList, theirs.labelSet.replace(/^(ic|kws|vww|ad)/, '$101').replace('_', '-'));
    about.same('scored', mine?.scored, theirs.scored);
    about.same('expected', mine?.expected, theirs.expected);
    about.same('missing', mine?.missing, theirs.missing);
    about.same('unknown', mine?.unknownCount, theirs.unknown);
    about.same('order', mine?.isInOrder, theirs.sameOrder);
    about.same('duplicates', mine?.duplicates.length, theirs.duplicates);
    about.near('top-1 of all', mine?.top1, theirs.top1);
    about.same('correct', mine?.correct, theirs.correct);
    about.near('EEMBC AUC', mine?.aucEembc, theirs.aucEembc);
    if (theirs.aucMlc !== null) about.near('MLCommons AUC', mine?.aucMlcommons, theirs.aucMlc);
    about.same('ties', mine?.ties, theirs.ties);
    about.near('least sum', mine?.sumMin, theirs.sumMin);
    about.near('largest sum', mine?.sumMax, theirs.sumMax);
  }
  if (derived.accClockRatio !== undefined) about.rounded('accuracy clock', mine?.clockRatio, derived.accClockRatio, 5);
  if (derived.accClockWraps !== undefined) about.same('accuracy wraps', mine?.clockWraps, derived.accClockWraps);
  about.near('accuracy latency', mine?.latencyUs, derived.accLatencyUs);
  for (const mode of ['performance', 'energy'] as const) {
    const outputs = derived.outputConsistency?.[mode];
    if (outputs === undefined) continue;
    const { compared, equal, otherMaximum } = own.outputs[mode] ?? {};
    about.same(`outputs ${mode}`, [compared, equal, otherMaximum].join(), Object.values(outputs).join());
  }
  if (derived.adScript !== undefined) {
    const { script } = runs.accuracy ?? {};
    about.same('script files', new Set(script?.inputs).size, derived.adScript.files);
    about.same('script inferences', script?.inferences.length, derived.adScript.infers);
  }
}

function compareEnergy(
  { derived, claimed }: GoldenRecord,
  { runs, derived: own }: ResultEvidence,
  about: Differences,
): void {
  if (claimed.sww !== undefined) return;
  about.near('energy', own.energyUj, derived.energy_uJ);
  const energy = runs.energy?.energy;
  const { trace } = derived;
  if (trace !== undefined) {
    about.same('sample rate', energy?.sampleRateHz, trace.fs);
    about.same('samples', energy?.samples, trace.samples ?? energy?.samples);
    about.same('timestamps', energy?.timestampsS.join(), (trace.timestamps ?? []).join());
    about.near('voltage', energy?.voltageV, trace.voltage ?? (trace.voltage_mV ?? Number.NaN) / 1000);
    if (derived.energySource === 'trace') about.same('monitor', energy?.monitor, trace.emon);
  }
  if (derived.energyWindows !== undefined) {
    about.same('energy windows', energy?.windows.length, derived.energyWindows.length);
  }
  for (const [index, window] of (derived.energyWindows ?? []).entries()) {
    const mine = energy?.windows[index];
    about.same(`energy window ${index} N`, mine?.iterations, window.n);
    about.near(`energy window ${index} s`, mine?.seconds, window.seconds);
    about.near(`energy window ${index} uJ`, mine?.energyUj, window.uJ);
    about.near(`energy window ${index} uJ/inf`, mine?.energyPerInferenceUj, window.uJPerInf);
  }
}

function compareStreaming(theirs: GoldenStreaming | undefined, run: RunEvidence | undefined, about: Differences): void {
  if (theirs === undefined) return;
  const mine = run?.streaming;
  // The first detection of the list marks the beginning of the recording.
  about.same('detections', (mine?.detectionsS.length ?? Number.NaN) + 1, theirs.detections);
  about.same('as run', Object.values(mine?.asRun ?? {}).join(), theirs.asRun.join());
  about.same('with one second', Object.values(mine?.withOneSecond ?? {}).join(), theirs.delay1s.join());
  about.same('pulses', mine?.pulses?.count, theirs.pulses);
  about.near('throughput', mine?.pulses?.throughput, theirs.throughput);
  about.near('duty', mine?.pulses?.dutyCycle, theirs.duty);
  about.near('period', mine?.pulses?.periodS, theirs.period);
}

export type { RunMode };

/** A list of what differs, each with where. */
class Differences {
  readonly list: string[];
  readonly #where: string;

  constructor(list: string[] = [], where = '') {
    this.list = list;
    this.#where = where;
  }

  about(where: string): Differences {
    return new Differences(this.list, `${this.#where}${where}: `);
  }

  add(text: string): void {
    this.list.push(`${this.#where}${text}`);
  }

  same(what: string, mine: unknown, theirs: unknown): void {
    if ((mine ?? undefined) !== (theirs ?? undefined)) this.add(`${what} is ${String(mine)}, not ${String(theirs)}`);
  }

  /** Equal but for the last bits of a sum in another order. */
  near(what: string, mine: number | null | undefined, theirs: number | undefined): void {
    if (theirs === undefined && (mine === undefined || mine === null)) return;
    const isNear =
      mine != null && theirs !== undefined && Math.abs(mine - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));
    if (!isNear) this.add(`${what} is ${String(mine)}, not ${String(theirs)}`);
  }

  rounded(what: string, mine: number | null | undefined, theirs: number | undefined, places: number): void {
    if (theirs === undefined && mine == null) return;
    const isNear = mine != null && theirs !== undefined && Math.abs(mine - theirs) <= 0.5001 * 10 ** -places;
    if (!isNear) this.add(`${what} is ${String(mine)}, not ${String(theirs)}`);
  }
}
