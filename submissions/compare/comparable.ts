import type { Verdict } from '../finding.ts';
import type { FigureRecord, ResultRecord } from '../results-file/results-file.ts';
import type { Benchmark, Division, Round, Runner } from '../submission.ts';

/** A figure, and whether evidence gave it or only the one who made the result. */
export interface Figure {
  readonly value: number;
  readonly of: 'derived' | 'claimed';
}

/** What may make a system faster or slower and is told in words. */
export const factNames = [
  ...(['board', 'soc', 'processor', 'accelerator', 'framework', 'libraries', 'compiler'] as const),
  ...(['operatingSystem', 'quantization', 'memory', 'precision', 'model'] as const),
] as const;
export type FactName = (typeof factNames)[number];

/** As much of a result as comparing wants. */
export interface Comparable {
  readonly id: string;
  /** Who, and on what. */
  readonly name: string;
  readonly round: Round | null;
  readonly division: Division | null;
  readonly benchmark: Benchmark;
  readonly runner: Runner;
  readonly kind: ResultRecord['kind'];
  readonly verdict: Verdict;
  /** Derived where evidence gives the figure, else claimed. */
  readonly figures: Readonly<Record<keyof FigureRecord, Figure | null>>;
  /** Of each window, inferences a second. */
  readonly windowThroughputs: readonly number[];
  /** Of each window, microjoules an inference. */
  readonly windowEnergiesUj: readonly number[];
  /** Samples that were answered rightly, of those that have an answer. */
  readonly answers: { readonly correct: number; readonly scored: number } | null;
  /** The highest clock that the description names. */
  readonly clockMhz: number | null;
  readonly facts: Readonly<Record<FactName, string | null>>;
}

/** What comparing wants of a record. */
export function comparableOf(record: ResultRecord): Comparable {
  const { id, round, division, benchmark, runner, kind, verdict, system, model } = record;
  const { performance, energy, accuracy } = record;
  const names = [record.submitter, system.name, record.variant].filter((name) => name !== null);
  return {
    ...{ id, round, division, benchmark, runner, kind, verdict },
    name: names.join(' / ') || id,
    figures: figuresOf(record),
    windowThroughputs: performance?.windows.flatMap(({ throughput }) => throughput ?? []) ?? [],
    windowEnergiesUj: energy?.windows.flatMap(({ energyPerInferenceUj }) => energyPerInferenceUj ?? []) ?? [],
    answers:
      accuracy?.correct == null || accuracy.scored === 0
        ? null
        : { correct: accuracy.correct, scored: accuracy.scored },
    clockMhz: system.clockMhz,
    facts: {
      ...{ board: system.board, soc: system.soc, processor: system.processor, accelerator: system.accelerator },
      ...{ framework: system.framework, libraries: system.libraries, compiler: system.compiler },
      ...{ operatingSystem: system.operatingSystem, quantization: system.quantization, memory: system.memory },
      ...{ precision: model.precision, model: model.name },
    },
  };
}

function figuresOf({ derived, claimed }: ResultRecord): Comparable['figures'] {
  const figure = (name: keyof FigureRecord): Figure | null => {
    if (derived[name] !== null) return { value: derived[name], of: 'derived' };
    return claimed[name] === null ? null : { value: claimed[name], of: 'claimed' };
  };
  return {
    throughput: figure('throughput'),
    latencyUs: figure('latencyUs'),
    top1: figure('top1'),
    auc: figure('auc'),
    energyUj: figure('energyUj'),
    powerMw: figure('powerMw'),
  };
}
