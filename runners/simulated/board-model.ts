import type { OperatorCost } from '../../workloads/models/model.ts';

/** What a simulated board computes: a model behind the benchmark's input bytes and the values of `m-results`. */
export interface BoardModel {
  /** What `m-model` names: kws01, vww01, … */
  readonly name: string;
  /** Bytes of one input as the benchmark loads them. */
  readonly inputBytes: number;
  /** Values in `m-results`. */
  readonly outputs: number;
  readonly costs: readonly OperatorCost[];
  /** Runs one inference on `inputBytes` bytes, which it does not keep. */
  infer(input: Uint8Array): readonly number[];
}
