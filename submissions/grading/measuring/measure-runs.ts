import { meanOfSegments } from '../../../workloads/metrics/quality.ts';
import { firstMaximum } from '../../../workloads/metrics/top1.ts';
import { recordingScore } from '../../../workloads/metrics/anomaly.ts';
import type { WorkloadSpecification } from '../../../workloads/specification.ts';
import { samplesOf } from '../../evidence/accuracy.ts';
import { readEvidence } from '../../evidence/read-evidence.ts';
import type { ResultEvidence, RunEvidence } from '../../evidence/evidence.ts';
import type { Finding, Verdict } from '../../finding.ts';
import { judge, verdictOf } from '../../judge.ts';
import { runsOf } from '../../rules/rule.ts';
import type { RunMode } from '../../submission.ts';
import type { FileTree } from '../../tree.ts';
import { fingerprintRun } from '../likeness/run-fingerprint.ts';
import type { JudgeOn } from '../rubric/rubric.ts';
import { judgeAnswers } from './answers.ts';
import type { AnsweredRow } from './answers.ts';
import { classRound, classRules } from './class-rules.ts';
import { findRuns } from './find-runs.ts';
import { handInName } from './hand-in-tree.ts';
import { journalHead } from './journal-head.ts';
import type { Figure, MeasuredRun, Problem } from './measured.ts';
import type { PreparedData } from './prepared-data.ts';
import { problem, told } from './problems.ts';

/** What the evidence of runs on boards comes to. */
export interface RunsMeasurement {
  readonly figures: readonly Figure[];
  readonly problems: readonly Problem[];
  readonly runs: readonly MeasuredRun[];
}

export interface RunsTask {
  readonly tree: FileTree;
  readonly workload: WorkloadSpecification;
  readonly judgeOn: JudgeOn;
  /** The public data, where they are known: without them nothing is said of answers. */
  readonly data: PreparedData | null;
  /** What the model that was handed in answers to them on the host; null where none could be run. */
  readonly answered: readonly AnsweredRow[] | null;
}

const namedFolders = 4;

/**
 * Measures a hand-in by the evidence of its runs alone: what its results files say is not looked at but to see whether
 * it contradicts the evidence.
 */
export async function measureRuns(task: RunsTask): Promise<RunsMeasurement> {
  const { tree, workload, judgeOn } = task;
  const { submission, results } = await findRuns(tree, workload);
  const [result] = results;
  if (result === undefined) {
    const details = { workload: workload.name, file: handInName };
    return { figures: [evidenceFigure([])], problems: [problem('grade.no-session', 'error', details)], runs: [] };
  }
  const problems: Problem[] = [];
  if (results.length > 1) {
    const folders = results.slice(0, namedFolders).map(({ folder }) => nameOf(folder));
    const details = { workload: workload.name, folders: folders.join(', '), taken: nameOf(result.folder) };
    problems.push(problem('grade.several-sessions', 'warning', details));
  }
  const evidence = await readEvidence(tree, result);
  const isSimulated = runsOf(evidence).some(([, run]) => isSimulatedRun(run));
  const [judged] = judge(
    [{ submission: { ...submission, results: [result] }, round: classRound(evidence), evidence: [evidence] }],
    classRules(isSimulated),
  );
  const findings = [...(judged?.results[0]?.findings ?? []), ...runsOf(evidence).flatMap(ownFindings)];
  const laidOut = submission.findings.filter(
    ({ rule }) => rule === 'layout-several-runs' || rule === 'layout-unplaced',
  );
  problems.push(...[...laidOut, ...findings].filter(({ severity }) => severity !== 'info').map(problemOfFinding));

  const counted = new Set<RunMode>();
  const runs: MeasuredRun[] = [];
  const contradiction = contradictionOf(task, evidence);
  if (contradiction !== null) problems.push(contradiction);
  for (const [mode, run] of runsOf(evidence)) {
    const refusals = refusalsOf(mode, run, judgeOn);
    problems.push(...refusals, ...shortcomingsOf(mode, run));
    if (refusals.length === 0) counted.add(mode);
    const own = findings.filter((finding) => isOf(finding, run, evidence));
    const verdict = contradiction === null ? verdictOf(own) : 'invalid';
    const isDoubtful = isShort(mode, run) || !isMeasured(mode, run);
    runs.push(await measuredRun(tree, mode, run, isDoubtful && verdict === 'valid' ? 'unverifiable' : verdict));
  }
  const figures = [evidenceFigure(runs.map(({ verdict }) => verdict))];
  if (judgeOn.kind === 'measured') figures.push(...boardFigures(evidence, counted));
  if (task.answered === null && evidence.runs.accuracy !== undefined && counted.has('accuracy')) {
    const found = await accuracyFigure(task, evidence.runs.accuracy);
    if (found.figure !== null) figures.push(found.figure);
    problems.push(...found.problems);
  }
  return { figures, problems, runs };
}

function evidenceFigure(verdicts: readonly Verdict[]): Figure {
  const invalid = verdicts.filter((verdict) => verdict === 'invalid').length;
  const valid = verdicts.filter((verdict) => verdict === 'valid').length;
  const value = invalid > 0 ? 0 : verdicts.length > 0 && valid === verdicts.length ? 1 : 0.5;
  const basis =
    verdicts.length === 0
      ? 'there is none'
      : invalid > 0
        ? `${invalid} of ${verdicts.length} runs contradict themselves`
        : `${valid} of ${verdicts.length} runs with sound evidence`;
  return { measure: 'evidence', data: null, value, basis, kind: 'derived' };
}

function boardFigures({ derived, runs }: ResultEvidence, counted: ReadonlySet<RunMode>): Figure[] {
  const figures: Figure[] = [];
  const { throughput, energyUj, windowThroughputs } = derived;
  const push = (measure: 'latency' | 'energy', value: number, windows: number, run: RunEvidence | undefined): void => {
    if (!Number.isFinite(value) || value <= 0 || run === undefined) return;
    const kind = isSimulatedRun(run) ? 'simulated' : 'measured';
    const basis = windows === 1 ? 'one window' : `median of ${windows} windows`;
    figures.push({ measure, data: null, value, basis, kind });
  };
  if (throughput !== null && counted.has('performance')) {
    push('latency', 1e6 / throughput, windowThroughputs.length, runs.performance);
  }
  if (energyUj !== null && counted.has('energy')) {
    push('energy', energyUj, runs.energy?.energy?.windows.length ?? 1, runs.energy);
  }
  return figures;
}

/** Why a run does not count for this rubric, whatever its evidence. */
function refusalsOf(mode: RunMode, run: RunEvidence, judgeOn: JudgeOn): Problem[] {
  if (judgeOn.kind !== 'measured') return [];
  const { device, allowsSimulated } = judgeOn;
  const folder = nameOf(run.files.folder);
  if (isSimulatedRun(run) && !allowsSimulated) {
    return [problem('grade.simulated', 'error', { mode, folder }, run.files.folder)];
  }
  if (device === null) return [];
  const found = deviceOf(run);
  if (found === null) return [problem('grade.no-device', 'error', { mode, folder, wanted: device }, run.files.folder)];
  if (found.toLowerCase().includes(device.trim().toLowerCase())) return [];
  return [problem('grade.device', 'error', { mode, folder, found: told(found), wanted: device }, run.files.folder)];
}

const usualWindows = 5;
const usualSeconds = 10;

function shortcomingsOf(mode: RunMode, run: RunEvidence): Problem[] {
  if (!isMeasured(mode, run)) {
    return [problem('grade.no-evidence', 'error', { mode, folder: nameOf(run.files.folder) }, run.files.folder)];
  }
  if (!isShort(mode, run)) return [];
  const { windows, leastS } = windowsOf(mode, run);
  const details = {
    ...{ mode, folder: nameOf(run.files.folder), windows, seconds: Number(leastS.toPrecision(3)) },
    ...{ wantedWindows: usualWindows, wantedSeconds: usualSeconds },
  };
  return [problem('grade.short-run', 'warning', details, run.files.folder)];
}

function isMeasured(mode: RunMode, run: RunEvidence): boolean {
  return mode === 'energy' ? run.energy !== null : run.windows.length > 0;
}

function isShort(mode: RunMode, run: RunEvidence): boolean {
  if (mode === 'accuracy') return false;
  const { windows, leastS } = windowsOf(mode, run);
  return windows > 0 && (windows < usualWindows || leastS < usualSeconds);
}

function windowsOf(mode: RunMode, run: RunEvidence): { readonly windows: number; readonly leastS: number } {
  const lengthsS =
    mode === 'energy'
      ? (run.energy?.windows ?? []).map(({ seconds }) => seconds)
      : run.windows.flatMap(({ elapsedUs }) => (elapsedUs === null ? [] : elapsedUs / 1e6));
  return { windows: lengthsS.length, leastS: Math.min(...lengthsS) };
}

/** What a session of ours says of itself beside what rules say. */
function ownFindings([mode, { own, files }]: readonly [RunMode, RunEvidence]): Finding[] {
  if (own === null) return [];
  const file = files.journal ?? files.folder;
  const of = (message: string, bearing: Finding['bearing'], line: number | null, where = file): Finding => ({
    ...{ rule: 'own-session', severity: bearing === 'contradicted' ? 'error' : 'warning', file: where, line },
    ...{ message, expected: null, found: null, bearing },
    remedy: 'Hand in the folder of the run as it was left.',
  });
  return [
    ...(own.finished ? [] : [of(`The ${mode} run did not come to its end.`, 'absent', null)]),
    ...own.problems.map(({ message, line, file: where, isAbsent = false }) =>
      of(message, isAbsent ? 'absent' : 'contradicted', line, where),
    ),
  ];
}

function problemOfFinding({ rule, severity, file, line, message, remedy }: Finding): Problem {
  return { code: rule, severity, message: told(capitalised(message)), remedy: told(remedy), file: told(file), line };
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Whether a finding is about a run: it lies in its folder, or in none of the folders of the others. */
function isOf({ file }: Finding, run: RunEvidence, evidence: ResultEvidence): boolean {
  const lies = ({ files }: RunEvidence): boolean =>
    files.folder === '' || file === files.folder || file.startsWith(`${files.folder}/`);
  return lies(run) || !runsOf(evidence).some(([, other]) => lies(other));
}

async function measuredRun(tree: FileTree, mode: RunMode, run: RunEvidence, verdict: Verdict): Promise<MeasuredRun> {
  const { files, log, digests } = run;
  const head = files.journal === undefined ? null : await journalHead(tree, files.journal);
  const evidenceFile = log?.sha256 ?? digests.find(({ role }) => role === 'resultsJson' || role === 'results')?.sha256;
  return {
    mode,
    folder: told(files.folder),
    logSha256: evidenceFile ?? '',
    ...fingerprintRun(run),
    device: deviceOf(run),
    startedAt: head?.startedAt ?? null,
    isSimulated: isSimulatedRun(run),
    verdict,
    // Journals do not say which file was on the board.
    modelSha256: null,
  };
}

function isSimulatedRun({ own, simulatedFiles }: RunEvidence): boolean {
  return own?.simulated === true || simulatedFiles.length > 0;
}

/** What the board called itself; null where no log says it. */
function deviceOf({ log }: RunEvidence): string | null {
  const said = [log?.device.name, log?.device.profile].filter((text) => text != null && text !== '');
  return said.length === 0 ? null : told([...new Set(said)].join(', '));
}

function nameOf(folder: string): string {
  return folder === '' ? handInName : told(folder);
}

interface FoundAccuracy {
  readonly figure: Figure | null;
  readonly problems: readonly Problem[];
}

/** Accuracy by the answers of the board and the labels of the rubric's data; inputs that are missing count as wrong. */
async function accuracyFigure({ tree, workload, data }: RunsTask, run: RunEvidence): Promise<FoundAccuracy> {
  if (data === null) return { figure: null, problems: [] };
  const folder = nameOf(run.files.folder);
  const head = run.files.journal === undefined ? null : await journalHead(tree, run.files.journal);
  const samples = new Map(samplesOf(run.windows).map((sample) => [sample.file, sample]));
  const rows = data.rows.flatMap(({ file, label }): AnsweredRow[] => {
    const sample = samples.get(file);
    return sample === undefined ? [] : [{ label, segments: sample.segments }];
  });
  const { inputsSha256 } = data;
  if ((head !== null && head.dataset.inputsSha256 !== inputsSha256) || rows.length === 0) {
    return { figure: null, problems: [problem('grade.other-data', 'error', { folder }, run.files.folder)] };
  }
  const problems: Problem[] = [];
  if (rows.length < data.rows.length) {
    const details = { folder, found: rows.length, wanted: data.rows.length };
    problems.push(problem('grade.part-of-data', 'warning', details, run.files.folder));
    // An area cannot be told of a part.
    if (workload.metric === 'auc') return { figure: null, problems };
  }
  const judged = judgeAnswers(workload.metric, rows, data.rows.length);
  const kind = isSimulatedRun(run) ? 'simulated' : 'measured';
  return { figure: judged === null ? null : { measure: 'accuracy', data: 'public', ...judged, kind }, problems };
}

/** Boards compute a few answers otherwise than the host; another model answers otherwise again and again. */
const toleratedShare = 0.1;
const fewestOther = 3;
const toleratedScore = 0.05;

/** Says that the board ran another model than the one that was handed in. */
function contradictionOf({ workload, data, answered }: RunsTask, evidence: ResultEvidence): Problem | null {
  if (data === null || answered === null) return null;
  const expected = new Map(data.rows.map(({ file }, index) => [file, answered[index]]));
  let [compared, other] = [0, 0];
  for (const [, { windows }] of runsOf(evidence)) {
    for (const { file, segments } of samplesOf(windows)) {
      const row = expected.get(file);
      if (row?.segments.length !== segments.length) continue;
      compared++;
      if (!isSameAnswer(workload.metric, row.segments, segments)) other++;
    }
  }
  if (other < fewestOther || other <= toleratedShare * compared) return null;
  return problem('grade.other-model', 'error', { other, compared });
}

type Segments = readonly (readonly number[])[];

function isSameAnswer(metric: WorkloadSpecification['metric'], host: Segments, board: Segments): boolean {
  if (metric === 'top1') return firstMaximum(meanOfSegments(host)) === firstMaximum(meanOfSegments(board));
  const [expected, found] = [recordingScore(host.flat()), recordingScore(board.flat())];
  if (expected === null || found === null) return expected === found;
  return Math.abs(found - expected) <= toleratedScore * Math.max(Math.abs(expected), Math.abs(found));
}
