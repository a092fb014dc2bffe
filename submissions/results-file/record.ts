import { bootstrapMedian } from '../../harness/statistics/bootstrap.ts';
import type { EnergyEvidence } from '../evidence/energy.ts';
import type { ResultEvidence, RunEvidence } from '../evidence/evidence.ts';
import { median } from '../evidence/figures.ts';
import { windowThroughput } from '../evidence/derive.ts';
import type { Finding, Verdict } from '../finding.ts';
import type { Round, SystemDescription } from '../submission.ts';
import type { OwnMonitor } from './own-monitor.ts';
import { resultId } from './result-id.ts';
import type {
  AccuracyRecord,
  EnergyRecord,
  EvidenceFile,
  FigureRecord,
  FindingRecord,
  IntervalRecord,
  PerformanceRecord,
  ResultRecord,
  StreamingRecord,
  TraceRecord,
} from './results-file.ts';
import { roundedOrNull, rounded } from './rounding.ts';
import { systemRecord } from './system-record.ts';

/** A result that was read and judged, and what its record wants besides. */
export interface ExaminedResult {
  /** The name of the source. */
  readonly source: string;
  readonly round: Round | null;
  readonly evidence: ResultEvidence;
  readonly system: SystemDescription | null;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly files: readonly EvidenceFile[];
  readonly trace: TraceRecord | null;
  /** Of one of our own energy sessions. */
  readonly monitor: OwnMonitor;
}

/** The record of a result: the same evidence gives the same record. */
export function resultRecord(examined: ExaminedResult): ResultRecord {
  const { source, round, evidence, verdict, files, trace } = examined;
  const { result, runs } = evidence;
  const { division, submitter, benchmark, variant, runner } = result;
  const device = deviceOf(evidence);
  const system = systemRecord(result, examined.system, device?.name ?? null);
  const place = { round, division, submitter, benchmark, variant, system };
  return {
    id: resultId(place, files),
    source,
    ...{ round, division, submitter, benchmark, variant, runner, kind: kindOf(evidence), system },
    model: { name: modelName(evidence), precision: precisionOf(`${result.system ?? ''}/${variant ?? ''}`) },
    device,
    claimed: claimedFigures(evidence),
    derived: derivedFigures(evidence),
    performance: benchmark === 'sww' ? null : performanceRecord(evidence),
    accuracy: accuracyRecord(evidence),
    energy: energyRecord(runs.energy?.energy ?? null, trace, examined.monitor),
    streaming: streamingRecord(runs.energy ?? runs.performance),
    verdict,
    findings: examined.findings.map(findingRecord).sort(byPlace),
    evidence: files,
  };
}

function kindOf({ runs }: ResultEvidence): ResultRecord['kind'] {
  return Object.values(runs).some(({ own }) => own?.simulated === true) ? 'simulated' : 'measured';
}

function deviceOf({ runs }: ResultEvidence): ResultRecord['device'] {
  for (const { log } of Object.values(runs)) {
    if (log === null) continue;
    const { name, profile } = log.device;
    if (name !== null || profile !== null) return { name, profile };
  }
  return null;
}

function modelName({ runs }: ResultEvidence): string | null {
  for (const { log } of Object.values(runs)) {
    const name = log?.device.model ?? log?.configuredModel ?? null;
    if (name !== null) return name;
  }
  return null;
}

/** Where names say it; a description of how a model was quantized may be of another one. */
function precisionOf(names: string): ResultRecord['model']['precision'] {
  if (/(^|[^a-z0-9])(int8|i8)([^a-z0-9]|$)/i.test(names)) return 'int8';
  return /(^|[^a-z0-9])(float|float32|fp32|f32)([^a-z0-9]|$)/i.test(names) ? 'float32' : null;
}

function claimedFigures({ claimed, runs }: ResultEvidence): FigureRecord {
  const energy = runs.energy?.claimed;
  const windowsMw = energy?.energyWindows.flatMap(({ powerUw }) => (powerUw === null ? [] : powerUw.value / 1e3));
  const powerMw = energy?.streaming?.powerMw?.value ?? median(windowsMw ?? []);
  const throughput = claimed.throughput?.value ?? null;
  return {
    throughput,
    latencyUs: latencyUs(throughput),
    top1: claimed.top1?.value ?? null,
    auc: claimed.auc?.value ?? null,
    energyUj: claimed.energyUj?.value ?? null,
    powerMw: roundedOrNull(powerMw),
  };
}

function derivedFigures({ derived, runs }: ResultEvidence): FigureRecord {
  const windows = runs.energy?.energy?.windows.filter(({ seconds }) => seconds > 0) ?? [];
  return {
    throughput: roundedOrNull(derived.throughput),
    latencyUs: latencyUs(derived.throughput),
    top1: roundedOrNull(derived.top1),
    auc: roundedOrNull(derived.auc),
    energyUj: roundedOrNull(derived.energyUj),
    powerMw: roundedOrNull(median(windows.map(({ energyUj, seconds }) => energyUj / seconds / 1e3))),
  };
}

function latencyUs(throughput: number | null): number | null {
  return throughput === null || throughput <= 0 ? null : roundedOrNull(1e6 / throughput);
}

function performanceRecord({ runs, derived }: ResultEvidence): PerformanceRecord | null {
  const windows = runs.performance?.windows ?? [];
  if (windows.length === 0) return null;
  return {
    windows: windows.map((window) => ({
      input: window.input,
      iterations: window.iterations,
      seconds: window.elapsedUs === null ? null : rounded(window.elapsedUs / 1e6),
      throughput: roundedOrNull(windowThroughput(window)),
    })),
    spread: roundedOrNull(derived.spread),
    interval: intervalOf(derived.windowThroughputs),
    clockRatio: roundedOrNull(derived.clockRatio),
  };
}

/** An interval of one value, or of two, says nothing. */
function intervalOf(values: readonly number[]): IntervalRecord | null {
  if (values.length < 3 || !values.every(Number.isFinite)) return null;
  const [low, high] = bootstrapMedian(values);
  return [rounded(low), rounded(high)];
}

function accuracyRecord({ derived }: ResultEvidence): AccuracyRecord | null {
  const { accuracy } = derived;
  if (accuracy === null) return null;
  const { labelList, samples, scored, expected, correct } = accuracy;
  return {
    ...{ labelList, samples, scored, expected, correct },
    aucEembc: roundedOrNull(accuracy.aucEembc),
    aucMlcommons: roundedOrNull(accuracy.aucMlcommons),
    latencyUs: roundedOrNull(accuracy.latencyUs),
    clockRatio: roundedOrNull(accuracy.clockRatio),
  };
}

function energyRecord(energy: EnergyEvidence | null, trace: TraceRecord | null, own: OwnMonitor): EnergyRecord | null {
  if (energy === null) return null;
  const perInference = energy.windows.flatMap(({ energyPerInferenceUj }) => energyPerInferenceUj ?? []);
  const least = Math.min(...perInference);
  return {
    monitor: energy.monitor ?? own.kind,
    voltageV: roundedOrNull(energy.voltageV ?? own.voltageV),
    sampleRateHz: roundedOrNull(energy.sampleRateHz),
    samples: energy.samples,
    windows: energy.windows.map((window) => ({
      input: window.input,
      iterations: window.iterations,
      seconds: rounded(window.seconds),
      energyUj: rounded(window.energyUj),
      energyPerInferenceUj: roundedOrNull(window.energyPerInferenceUj),
    })),
    spread: perInference.length === 0 ? null : roundedOrNull(Math.max(...perInference) / least - 1),
    interval: intervalOf(perInference),
    trace,
    trust: own.trust,
  };
}

function streamingRecord(run: RunEvidence | undefined): StreamingRecord | null {
  const claimed = run?.claimed?.streaming ?? null;
  const derived = run?.streaming ?? null;
  if (claimed === null && derived === null) return null;
  return {
    claimed:
      claimed === null
        ? null
        : {
            truePositives: claimed.truePositives,
            falseNegatives: claimed.falseNegatives,
            falsePositives: claimed.falsePositives,
          },
    asRun: derived?.asRun ?? null,
    withOneSecond: derived?.withOneSecond ?? null,
    claimedDutyCycle: claimed?.dutyCycle?.value ?? null,
    dutyCycle: roundedOrNull(derived?.pulses?.dutyCycle),
  };
}

function findingRecord(finding: Finding): FindingRecord {
  const { rule, severity, file, line, message, expected, found, remedy, bearing } = finding;
  return { rule, severity, file, line, message, expected, found, remedy, bearing };
}

function byPlace(a: FindingRecord, b: FindingRecord): number {
  const keys = [a, b].map(({ rule, file, line, message }) =>
    [rule, file, String(line ?? 0).padStart(9, '0'), message].join('\0'),
  );
  const [first = '', second = ''] = keys;
  return first < second ? -1 : first > second ? 1 : 0;
}
