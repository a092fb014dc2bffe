import type { MeasuredModel, MeasuredRun } from '../measuring/measured.ts';

/** In what hand-ins are alike, or what of one is odd; what says most comes first. */
export const likenessKinds = [
  'same-hand-in',
  'same-model',
  'same-graph',
  'same-log',
  'same-session',
  'near-weights',
  'same-answers',
  'other-device',
  'overlapping-runs',
  'memorised',
  'given-model',
] as const;
export type LikenessKind = (typeof likenessKinds)[number];

/**
 * `certain`: bytes are the same, which does not happen by chance; how they came to be is for people to find out.
 * `strong`: figures that independent work does not come to. `hint`: there are innocent reasons that are not rare.
 */
export const strengths = ['certain', 'strong', 'hint'] as const;
export type Strength = (typeof strengths)[number];

/** Something for staff to look at. It never changes a grade. */
export interface Likeness {
  readonly kind: LikenessKind;
  readonly strength: Strength;
  /** Ids, sorted; of one student alone where it is about what the course gave, or about that student's runs. */
  readonly students: readonly string[];
  /** Names of the hand-ins that it is about, sorted. */
  readonly handIns: readonly string[];
  /** Sentences with the figures; names in them are students' and are to be escaped for where they are shown. */
  readonly evidence: readonly string[];
}

interface KindFacts {
  readonly title: string;
  /** What staff should look at before anything is said to students. */
  readonly lookAt: string;
}

export const likenessFacts: Readonly<Record<LikenessKind, KindFacts>> = {
  'same-hand-in': {
    title: 'The same hand-in',
    lookAt: 'Whether they were allowed to work together, and who handed in first.',
  },
  'same-model': {
    title: 'The same model',
    lookAt: 'Whether they worked together, or ran the same script with the same seed on the same kind of machine.',
  },
  'same-graph': {
    title: 'The same model under other names',
    lookAt: 'What was renamed, and why: let each tell how the model came about.',
  },
  'same-log': {
    title: 'The same log or journal',
    lookAt: 'Whether they measured together on one board; a run of one’s own leaves a log of its own.',
  },
  'same-session': {
    title: 'The same run under another name',
    lookAt: 'The logs side by side: the laps of the board’s clock, the names, the times.',
  },
  'near-weights': {
    title: 'Weights that are near copies',
    lookAt: 'Whether both began with a model that the course, or somebody else, gave them; else how each was trained.',
  },
  'same-answers': {
    title: 'The same wrong answers',
    lookAt: 'Nothing by itself: models of one kind err alike. It adds to what else there is.',
  },
  'other-device': {
    title: 'Another board',
    lookAt: 'Whose board it is, and whether it was replaced or borrowed.',
  },
  'overlapping-runs': {
    title: 'Runs on one board at the same time',
    lookAt: 'Whether there are more boards of that name, and whether the clocks of the computers were right.',
  },
  memorised: {
    title: 'Better on the public data than on the hidden',
    lookAt: 'Whether the model was trained on the public data, which were to test it.',
  },
  'given-model': {
    title: 'The model that everybody was given',
    lookAt: 'Whether handing it in as it was is what the assignment asks for.',
  },
};

/** A model that everybody was given, such as the starter or the baseline: to have it is no copying. */
export type GivenModel = Pick<MeasuredModel, 'file' | 'sha256' | 'graphSha256' | 'weights'>;

/** What everybody has, and what the course asked for. */
export interface LikenessOptions {
  readonly givenModels?: readonly GivenModel[];
  /** Runs that the course made itself, such as those for calibration. */
  readonly givenRuns?: readonly MeasuredRun[];
  /** The board that the rubric asks for, as it calls itself; null: any. */
  readonly device?: string | null;
}

/** An order that does not depend on where a program runs. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
