import type { ResultEvidence, RunEvidence } from '../evidence/evidence.ts';
import type { Finding, Severity } from '../finding.ts';
import type { RoundRules } from '../rounds/round-rules.ts';
import type { Division, RunMode, Submission, SubmittedResult, SystemFile } from '../submission.ts';
import { runModes } from '../submission.ts';

/** What a rule says of something: a finding without the id and the severity, which the rule has. */
export type Observation = Omit<Finding, 'rule' | 'severity'> & {
  /** Where it weighs other than the rule does. */
  readonly severity?: Severity;
};

export interface RuleFacts {
  readonly id: string;
  readonly title: string;
  /** What it asks, in a sentence. */
  readonly asks: string;
  /** Where that stands: the rules document, the checker, the user guide, or an observation. */
  readonly source: string;
  /** How much it weighs; a division that is not known counts as closed. */
  readonly severity: (division: Division | null, round: RoundRules) => Severity;
}

export interface ResultContext {
  readonly submission: Submission;
  readonly round: RoundRules;
  readonly result: SubmittedResult;
  readonly evidence: ResultEvidence;
}

/** Judges one result by its evidence. */
export interface ResultRule extends RuleFacts {
  readonly scope: 'result';
  readonly judge: (context: ResultContext) => readonly Observation[];
}

/** Judges one system description. */
export interface SystemRule extends RuleFacts {
  readonly scope: 'system';
  readonly judge: (system: SystemFile) => readonly Observation[];
}

/** Judges the files and folders of a submission. */
export interface TreeRule extends RuleFacts {
  readonly scope: 'tree';
  readonly judge: (submission: Submission) => readonly Observation[];
}

/** Judges by all submissions that are checked together; what it observes belongs to a result. */
export interface AcrossRule extends RuleFacts {
  readonly scope: 'across';
  readonly judge: (all: readonly ResultContext[]) => ReadonlyMap<ResultContext, readonly Observation[]>;
}

/** A rule whose findings come with reading the layout. */
export interface LayoutRule extends RuleFacts {
  readonly scope: 'layout';
}

export type Rule = ResultRule | SystemRule | TreeRule | AcrossRule | LayoutRule;

/** The same weight everywhere. */
export function always(severity: Severity): RuleFacts['severity'] {
  return () => severity;
}

/** One weight in the closed division, another in the open. */
export function byDivision(closed: Severity, open: Severity): RuleFacts['severity'] {
  return (division) => (division === 'open' ? open : closed);
}

/** The runs of a result that there are, in the order of the modes. */
export function runsOf({ runs }: ResultEvidence): readonly (readonly [RunMode, RunEvidence])[] {
  return runModes.flatMap((mode) => {
    const run = runs[mode];
    return run === undefined ? [] : [[mode, run] as const];
  });
}

/** The file of a run that a finding is best shown at: the evidence, else the claim, else the folder. */
export function fileOf({ files, log, claimed }: RunEvidence): string {
  return log?.file ?? files.resultsJson ?? files.journal ?? claimed?.file ?? files.folder;
}

/** A number in words: at most six places that say something. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}
