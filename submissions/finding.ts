export type Severity = 'error' | 'warning' | 'info';

/** Where something stands. */
export interface Place {
  /** Path from the root of the tree. */
  readonly file: string;
  /** From 1; null where it is about the whole file or folder, or the file has no lines. */
  readonly line: number | null;
}

/** Something that a rule found. */
export interface Finding {
  /** The id of the rule, such as `window-duration`. */
  readonly rule: string;
  readonly severity: Severity;
  /** Path from the root of the tree. */
  readonly file: string;
  readonly line: number | null;
  /** One sentence: what is so, where; never a judgement of intent. */
  readonly message: string;
  readonly expected: string | number | null;
  readonly found: string | number | null;
  /** What to do about it. */
  readonly remedy: string;
  /**
   * What it says of the result's figures. `contradicted`: evidence speaks against them. `absent`: evidence to verify
   * them is not there. `none`: neither.
   */
  readonly bearing: 'contradicted' | 'absent' | 'none';
}

/** What is left of a result's claims. Absent evidence makes it unverifiable, contradicted evidence invalid. */
export type Verdict = 'valid' | 'invalid' | 'unverifiable';
