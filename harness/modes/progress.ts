/** How far a long piece of work is. */
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
  /** Seconds that one more step is expected to take, where the mode knows better than the past does. */
  readonly secondsAStep?: number;
}

/** Takes progress as it happens; may be called often. */
export type ProgressListener = (progress: Progress) => void;
