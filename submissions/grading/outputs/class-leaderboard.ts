import { findWorkload } from '../../../workloads/catalogue.ts';
import { readCatalogue } from '../../../workloads/boards/catalogue.ts';
import type { Board } from '../../../workloads/boards/board.ts';
import { mergeResults } from '../../results-file/merge-results.ts';
import { resultId } from '../../results-file/result-id.ts';
import type { FigureRecord, ResultRecord, ResultsFile, SystemRecord } from '../../results-file/results-file.ts';
import { benchmarks } from '../../submission.ts';
import type { Benchmark } from '../../submission.ts';
import type { Figure, MeasuredRun } from '../measuring/measured.ts';
import type { Rubric } from '../rubric/rubric.ts';
import type { ClassGrades, GradedHandIn } from '../scoring/grades.ts';
import { countedFigure } from '../scoring/counted-figure.ts';
import { toldGrades } from './told-grades.ts';

/**
 * The class as a results file for `site build`, under pseudonyms: figures of the hand-in that counts of everybody who has
 * some. It has no name, id, path, finding, digest or serial number, and nothing of hidden data. Null where the workload is
 * one of the course's own, which a leaderboard has no column for.
 * @param names a pseudonym for each student id
 */
export function classLeaderboard(grades: ClassGrades, names: ReadonlyMap<string, string>): ResultsFile | null {
  const { rubric, students } = toldGrades(grades).grades;
  const benchmark = benchmarkOf(rubric.workload);
  if (benchmark === null) return null;
  const source = rubric.title;
  const system = systemOf(rubric);
  const results = students.flatMap(({ student: { id }, counting }) => {
    const name = names.get(id);
    const record =
      counting === null || name === undefined ? null : recordOf(counting, { name, benchmark, source, system });
    return record ?? [];
  });
  return mergeResults([
    {
      sources: [{ name: source, round: null, attribution: null, url: null, results: results.length }],
      results,
    },
  ]);
}

function benchmarkOf(workload: string): Benchmark | null {
  try {
    const { name } = findWorkload(workload);
    const stem = name.replace(/01$/, '').replace(/02$/, '2');
    return benchmarks.find((benchmark) => benchmark === stem) ?? null;
  } catch {
    return null;
  }
}

interface Place {
  readonly name: string;
  readonly benchmark: Benchmark;
  readonly source: string;
  readonly system: SystemRecord;
}

function recordOf({ measured }: GradedHandIn, { name, benchmark, source, system }: Place): ResultRecord | null {
  const figure = (measure: Figure['measure']): Figure | null =>
    countedFigure(measured, { measure, data: 'public' }).figure;
  const [accuracy, latency, energy] = [figure('accuracy'), figure('latency'), figure('energy')];
  if (accuracy === null && latency === null && energy === null) return null;
  const derived: FigureRecord = {
    throughput: latency === null || latency.value <= 0 ? null : rounded(1e6 / latency.value),
    latencyUs: latency === null ? null : rounded(latency.value),
    top1: accuracy === null || benchmark === 'ad' ? null : rounded(100 * accuracy.value),
    auc: accuracy !== null && benchmark === 'ad' ? rounded(accuracy.value) : null,
    energyUj: energy === null ? null : rounded(energy.value),
    powerMw: null,
  };
  const none: FigureRecord = {
    ...{ throughput: null, latencyUs: null, top1: null, auc: null, energyUj: null, powerMw: null },
  };
  const precision = measured.model?.precision;
  const record: ResultRecord = {
    ...{ id: '', source, round: null, division: null, submitter: name, benchmark, variant: null },
    runner: 'boardbench',
    kind: kindOf([latency, energy]),
    system: { ...system, name },
    model: { name: null, precision: precision === 'int8' || precision === 'float32' ? precision : null },
    device: null,
    claimed: none,
    derived,
    ...{ performance: null, accuracy: null, energy: null, streaming: null },
    verdict: verdictOf(measured.runs),
    ...{ findings: [], evidence: [] },
  };
  return { ...record, id: resultId(record, record.evidence) };
}

/** What was not measured on a board is an estimate: accuracy that the host computed too. */
function kindOf(figures: readonly (Figure | null)[]): ResultRecord['kind'] {
  const kinds = figures.flatMap((figure) => figure?.kind ?? []);
  if (kinds.includes('simulated')) return 'simulated';
  return kinds.includes('measured') && !kinds.includes('estimated') ? 'measured' : 'estimated';
}

function verdictOf(runs: readonly MeasuredRun[]): ResultRecord['verdict'] {
  const verdicts = runs.map(({ verdict }) => verdict);
  return (
    verdicts.find((verdict) => verdict === 'invalid') ?? verdicts.find((verdict) => verdict !== 'valid') ?? 'valid'
  );
}

function systemOf({ judgeOn }: Rubric): SystemRecord {
  const none: SystemRecord = {
    ...{ name: null, file: null, board: null, soc: null, processor: null, frequency: null, clockMhz: null },
    ...{ accelerator: null, framework: null, libraries: null, compiler: null, operatingSystem: null },
    ...{ quantization: null, memory: null, storage: null, availability: null },
  };
  if (judgeOn.kind === 'measured') return { ...none, board: judgeOn.device };
  const board = boardOf(judgeOn.board);
  if (board === null) return { ...none, board: judgeOn.board };
  return { ...none, board: board.name, processor: board.processor, clockMhz: board.mhz };
}

function boardOf(id: string): Board | null {
  return readCatalogue().boards.find((board) => board.id === id) ?? null;
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
