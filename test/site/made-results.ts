import { readFileSync } from 'node:fs';
import { mergeResults } from '../../submissions/results-file/merge-results.ts';
import { parseResults } from '../../submissions/results-file/read-results.ts';
import { resultId } from '../../submissions/results-file/result-id.ts';
import type { FigureRecord, ResultRecord, ResultsFile } from '../../submissions/results-file/results-file.ts';
import { publishedResults } from '../../submissions/published/build-published.ts';

/** The published rounds that come with the project. */
export function publishedFile(): ResultsFile {
  return parseResults(readFileSync(publishedResults, 'utf8'), 'results.json');
}

/** A result that was never measured, with all that a page shows; `change` makes another of it. */
export function madeResult(change: Partial<ResultRecord> = {}): ResultRecord {
  const figures: FigureRecord = {
    ...{ throughput: 20, latencyUs: 50_000, top1: 91.5, auc: 0.99, energyUj: 750, powerMw: 15 },
  };
  const record: ResultRecord = {
    ...{ id: '', source: 'made', round: 'v1.3', division: 'closed', submitter: 'nobody', benchmark: 'kws' },
    ...{ variant: null, runner: 'boardbench', kind: 'measured' },
    system: {
      ...{ name: 'BOARD-1', file: 'closed/nobody/systems/BOARD-1.json', board: 'Board 1', soc: 'SoC 1' },
      ...{ processor: 'Arm Cortex-M4', frequency: '120 MHz', clockMhz: 120, accelerator: null },
      ...{ framework: 'TensorFlow Lite for Microcontrollers', libraries: null, compiler: 'GCC 12', memory: '640KB' },
      ...{ operatingSystem: null, quantization: 'int8', storage: '2MB', availability: 'available' },
    },
    model: { name: 'kws01', precision: 'int8' },
    device: { name: 'board-1', profile: 'ULPMark for tinyML Firmware V0.0.1' },
    claimed: figures,
    derived: figures,
    performance: {
      windows: [19.9, 20, 20, 20.1, 20.2].map((throughput, index) => ({
        ...{ input: `input-${index}.bin`, iterations: 220, seconds: 220 / throughput, throughput },
      })),
      ...{ spread: 0.015, interval: [19.9, 20.2], clockRatio: 1.001 },
    },
    accuracy: {
      ...{ labelList: 'kws01', samples: 1000, scored: 1000, expected: 1000, correct: 915, aucEembc: 0.99 },
      ...{ aucMlcommons: 0.991, latencyUs: 50_010, clockRatio: 1.001 },
    },
    energy: {
      ...{ monitor: 'LPM01A', voltageV: 3, sampleRateHz: 1000, samples: 55_000 },
      windows: [{ input: 'input-0.bin', iterations: 220, seconds: 11, energyUj: 165_000, energyPerInferenceUj: 750 }],
      ...{ spread: 0, interval: null },
      trace: { window: 0, seconds: 11, leastMw: [10, 11], mostMw: [15, 16] },
      trust: { tier: 'certified', boundUj: 2.5 },
    },
    streaming: null,
    verdict: 'valid',
    findings: [],
    evidence: [
      {
        ...{ mode: 'performance', role: 'log', file: 'closed/nobody/results/BOARD-1/kws/performance/log.txt' },
        ...{ bytes: 1234, sha256: 'ab'.repeat(32) },
      },
    ],
    ...change,
  };
  return { ...record, id: change.id ?? resultId(record, record.evidence) };
}

/** A results file of some results, which may be named in any order. */
export function fileOf(...results: readonly ResultRecord[]): ResultsFile {
  const names = [...new Set(results.map(({ source }) => source))];
  const sources = names.map((name) => ({ name, round: null, attribution: null, url: null, results: 0 }));
  return mergeResults([{ sources, results }]);
}

/** So many results: the published ones again and again, of other submitters, with figures of their own. */
export function manyResults(count: number): ResultsFile {
  const { sources, results } = publishedFile();
  const many = Array.from({ length: count }, (_, index) => {
    const model = results[index % results.length];
    if (model === undefined) throw new RangeError('there are published results');
    const copy = Math.floor(index / results.length);
    return copy === 0 ? model : another(model, copy, index);
  });
  return mergeResults([{ sources, results: many }]);
}

function another(model: ResultRecord, copy: number, index: number): ResultRecord {
  const factor = 0.5 + ((Math.imul(index, 0x9e3779b1) >>> 8) / 2 ** 24) * 1.5;
  const scaled = (figures: FigureRecord): FigureRecord => ({
    ...figures,
    throughput: figures.throughput === null ? null : figures.throughput * factor,
    latencyUs: figures.latencyUs === null ? null : figures.latencyUs / factor,
    energyUj: figures.energyUj === null ? null : figures.energyUj / factor,
  });
  const made = {
    ...model,
    submitter: `${model.submitter ?? 'nobody'} ${copy % 3}`,
    system: { ...model.system, name: `${model.system.name ?? 'system'}-${copy}` },
    ...{ claimed: scaled(model.claimed), derived: scaled(model.derived) },
  };
  return { ...made, id: resultId(made, made.evidence) };
}
