import type { DataPart, HandInRule, LateRule, Measure, Rubric } from './rubric.ts';

/** What the YAML says, by rubric.schema.json. */
export interface RubricFile {
  readonly title: string;
  readonly 'hand-in': HandInPart;
  readonly workload: string;
  readonly data?: { readonly public?: string; readonly hidden?: string | null };
  readonly 'judge-on': JudgeOnPart;
  readonly baseline?: string | null;
  readonly points: number;
  readonly criteria: readonly CriterionPart[];
  readonly conditions?: readonly ConditionPart[];
  readonly late?: LatePart;
  readonly several?: Rubric['several'];
  readonly limits?: { readonly time?: Written; readonly memory?: Written };
  readonly 'show-hidden'?: boolean;
}

/** A quantity as it stands in the file. */
export type Written = string | number;

export interface HandInPart {
  readonly kind: HandInRule['kind'];
  readonly model?: string;
  readonly 'required-files'?: readonly string[];
  readonly most?: Written;
}

export interface JudgeOnPart {
  readonly estimate?: string;
  readonly measured?: string;
  readonly simulated?: 'allowed' | 'refused';
  readonly calibration?: string;
}

export interface CriterionPart {
  readonly id: string;
  readonly title?: string;
  readonly measure: Measure;
  readonly data?: DataPart;
  readonly weight: number;
  readonly extra?: boolean;
  readonly thresholds?: readonly { readonly at: Written; readonly share: Written }[];
  readonly linear?: { readonly none: Written; readonly full: Written };
  readonly rank?: { readonly last?: Written };
}

export interface ConditionPart {
  readonly title?: string;
  readonly measure: Measure;
  readonly data?: DataPart;
  readonly 'at-least'?: Written;
  readonly 'at-most'?: Written;
  readonly 'otherwise-at-most'?: Written;
}

export interface LatePart {
  readonly deadline: string;
  readonly grace?: Written;
  readonly 'per-day'?: Written;
  readonly 'most-days'?: number;
  readonly 'late-worse'?: LateRule['lateWorse'];
}
