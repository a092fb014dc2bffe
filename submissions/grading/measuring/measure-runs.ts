import { readEvidence } from '../../evidence/read-evidence.ts';
import type { ResultEvidence, RunEvidence } from '../../evidence/evidence.ts';
import type { Finding, Verdict } from '../../finding.ts';
import { judge, verdictOf } from '../../judge.ts';
import { runsOf } from '../../rules/rule.ts';
import type { RunMode } from '../../submission.ts';
import type { FileTree } from '../../tree.ts';
import { fingerprintRun } from '../likeness/run-fingerprint.ts';
import type { JudgeOn } from '../rubric/rubric.ts';
import { accuracyFigure } from './board-answers.ts';
import type { AnswersTask } from './board-answers.ts';
import { classRound, classRules } from './class-rules.ts';
import { compareAnswers } from './compared-answers.ts';
import { findRuns } from './find-runs.ts';
import { handInName } from './hand-in-tree.ts';
import { journalHead } from './journal-head.ts';
import type { Figure, MeasuredRun, Problem } from './measured.ts';
import { problem, told } from './problems.ts';
import { deviceOf, folderName, isSimulatedRun } from './run-facts.ts';

/** What the evidence of runs on boards comes to. */
export interface RunsMeasurement {
  readonly figures: readonly Figure[];
  readonly problems: readonly Problem[];
  readonly runs: readonly MeasuredRun[];
}

export interface RunsTask extends AnswersTask {
  readonly judgeOn: JudgeOn;
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
    const folders = results.slice(0, namedFolders).map(({ folder }) => folderName(folder));
    const details = { workload: workload.name, folders: folders.join(', '), taken: folderName(result.folder) };
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
  const { contradictions, uncompared } = compareAnswers(task, evidence);
  problems.push(...contradictions);
  for (const [mode, run] of runsOf(evidence)) {
    const doubt = isMeasured(mode, run) ? uncompared.get(mode) : undefined;
    const refusals = [...refusalsOf(mode, run, judgeOn), ...(doubt === undefined ? [] : [doubt])];
    problems.push(...refusals, ...shortcomingsOf(mode, run));
    // Whichever of the runs had another model: what is fast and what is right are not one.
    if (refusals.length === 0 && (mode === 'accuracy' || contradictions.length === 0)) counted.add(mode);
    const own = findings.filter((finding) => isOf(finding, run, evidence));
    const verdict = contradictions.length === 0 ? verdictOf(own) : 'invalid';
    const isDoubtful = isShort(mode, run) || !isMeasured(mode, run) || doubt !== undefined;
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
  const folder = folderName(run.files.folder);
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
    return [problem('grade.no-evidence', 'error', { mode, folder: folderName(run.files.folder) }, run.files.folder)];
  }
  if (!isShort(mode, run)) return [];
  const { windows, leastS } = windowsOf(mode, run);
  const details = {
    ...{ mode, folder: folderName(run.files.folder), windows, seconds: Number(leastS.toPrecision(3)) },
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

/** Names of files at the beginning are written as they are. */
function capitalised(text: string): string {
  return /^[^\s]*[\p{L}\d_][./][\p{L}\d_]/u.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
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
  };
}
