import type { Verdict } from './finding.ts';
import type { Runner } from './submission.ts';
import type {
  EvidenceFile,
  FigureRecord,
  FindingRecord,
  ResultRecord,
  SystemRecord,
} from './results-file/results-file.ts';

/** What makes two records the same result in another version: all but the round. */
export interface ResultKey {
  readonly division: string | null;
  readonly submitter: string | null;
  readonly system: string | null;
  readonly benchmark: string;
  readonly variant: string | null;
}

/** What is other in the second of two lists of results. */
export interface ResultsDiff {
  readonly added: readonly ResultKey[];
  readonly removed: readonly ResultKey[];
  readonly changed: readonly ResultDiff[];
  /** Results that are alike in everything. */
  readonly same: number;
}

export interface ResultDiff {
  readonly key: ResultKey;
  readonly figures: readonly FigureChange[];
  /** Fields of the system's description. */
  readonly system: readonly Change<string, string | number | null>[];
  readonly verdict: { readonly from: Verdict; readonly to: Verdict } | null;
  /** The runners have other scales of AUC. */
  readonly runner: { readonly from: Runner; readonly to: Runner } | null;
  readonly newFindings: readonly FindingRecord[];
  readonly goneFindings: readonly FindingRecord[];
  readonly evidence: readonly EvidenceChange[];
}

export interface Change<Name, Value> {
  readonly name: Name;
  readonly from: Value;
  readonly to: Value;
}

export interface FigureChange extends Change<keyof FigureRecord, number | null> {
  readonly of: 'claimed' | 'derived';
  /** `to` by `from`; null where one is not there, or `from` is 0. */
  readonly ratio: number | null;
}

/** A file that came, went, or has other bytes. */
export interface EvidenceChange {
  readonly mode: EvidenceFile['mode'];
  readonly role: EvidenceFile['role'];
  readonly change: 'added' | 'removed' | 'changed';
  /** In the second list, for removed ones in the first. */
  readonly file: string;
}

/**
 * What changed from one list of results to another. Results belong together by division, submitter, system, benchmark
 * and variant; the round does not count, so that two rounds can be compared. Where one list does not say who submits,
 * the system and the benchmark must do.
 */
export function diffResults(before: readonly ResultRecord[], after: readonly ResultRecord[]): ResultsDiff {
  const isPlaced = [...before, ...after].every(({ submitter, division }) => submitter !== null && division !== null);
  const byKey = (records: readonly ResultRecord[]): Map<string, ResultRecord> =>
    new Map(records.map((record) => [keyText(record, isPlaced), record]));
  const [old, now] = [byKey(before), byKey(after)];
  const changed: ResultDiff[] = [];
  let same = 0;
  for (const [key, record] of now) {
    const was = old.get(key);
    if (was === undefined) continue;
    const diff = diffResult(was, record);
    if (isChanged(diff)) changed.push(diff);
    else same++;
  }
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, record]) => keyOf(record)),
    removed: [...old].filter(([key]) => !now.has(key)).map(([, record]) => keyOf(record)),
    changed,
    same,
  };
}

/** Whether anything is other. */
export function hasDifferences({ added, removed, changed }: ResultsDiff): boolean {
  return added.length + removed.length + changed.length > 0;
}

function keyOf({ division, submitter, system, benchmark, variant }: ResultRecord): ResultKey {
  return { division, submitter, system: system.name, benchmark, variant };
}

function keyText(record: ResultRecord, isPlaced: boolean): string {
  const { division, submitter, system, benchmark, variant } = keyOf(record);
  return JSON.stringify(isPlaced ? [division, submitter, system, benchmark, variant] : [system, benchmark, variant]);
}

function diffResult(was: ResultRecord, is: ResultRecord): ResultDiff {
  return {
    key: keyOf(is),
    figures: [...figureChanges('claimed', was, is), ...figureChanges('derived', was, is)],
    system: systemChanges(was.system, is.system),
    verdict: was.verdict === is.verdict ? null : { from: was.verdict, to: is.verdict },
    runner: was.runner === is.runner ? null : { from: was.runner, to: is.runner },
    newFindings: without(is.findings, was.findings),
    goneFindings: without(was.findings, is.findings),
    evidence: evidenceChanges(was.evidence, is.evidence),
  };
}

function isChanged({ figures, system, verdict, runner, newFindings, goneFindings, evidence }: ResultDiff): boolean {
  const lists = [figures, system, newFindings, goneFindings, evidence];
  return verdict !== null || runner !== null || lists.some((list) => list.length > 0);
}

const figureNames = [
  'throughput',
  'latencyUs',
  'top1',
  'auc',
  'energyUj',
  'powerMw',
] as const satisfies readonly (keyof FigureRecord)[];

function figureChanges(of: 'claimed' | 'derived', was: ResultRecord, is: ResultRecord): FigureChange[] {
  return figureNames.flatMap((name): FigureChange[] => {
    const [from, to] = [was[of][name], is[of][name]];
    if (from === to) return [];
    return [{ of, name, from, to, ratio: from === null || to === null || from === 0 ? null : to / from }];
  });
}

const systemNames = [
  ...['board', 'soc', 'processor', 'frequency', 'accelerator', 'framework', 'libraries', 'compiler'],
  ...['operatingSystem', 'quantization', 'memory', 'storage', 'availability'],
] as readonly (keyof SystemRecord)[];

function systemChanges(was: SystemRecord, is: SystemRecord): ResultDiff['system'] {
  return systemNames.flatMap((name) => (was[name] === is[name] ? [] : [{ name, from: was[name], to: is[name] }]));
}

/** Findings whose rule said nothing of the kind in the other list; where a file lies does not count. */
function without(findings: readonly FindingRecord[], others: readonly FindingRecord[]): FindingRecord[] {
  const key = ({ rule, file, found }: FindingRecord): string =>
    JSON.stringify([rule, file.slice(file.lastIndexOf('/') + 1), found]);
  const known = new Set(others.map(key));
  return findings.filter((finding) => !known.has(key(finding)));
}

function evidenceChanges(was: readonly EvidenceFile[], is: readonly EvidenceFile[]): EvidenceChange[] {
  const key = ({ mode, role }: EvidenceFile): string => `${mode}/${role}`;
  const old = new Map(was.map((file) => [key(file), file]));
  const now = new Map(is.map((file) => [key(file), file]));
  const changes = is.flatMap((file): EvidenceChange[] => {
    const before = old.get(key(file));
    if (before?.sha256 === file.sha256) return [];
    const { mode, role } = file;
    return [{ mode, role, change: before === undefined ? 'added' : 'changed', file: file.file }];
  });
  const removed = was
    .filter((file) => !now.has(key(file)))
    .map(({ mode, role, file }): EvidenceChange => ({ mode, role, change: 'removed', file }));
  return [...changes, ...removed];
}
