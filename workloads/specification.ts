/** A workload of the benchmark: what goes in, what comes out, and how good the answers must be. */
export interface WorkloadSpecification {
  /** The name in the rules, in folders and in the board's `m-model-[…]`. */
  readonly name: string;
  readonly title: string;
  /** Other names for it that are met in folders and documents, in lower case. */
  readonly aliases: readonly string[];
  /** What a board with a model for it answers in `m-model-[…]`. */
  readonly modelNames: readonly string[];
  readonly input: InputSpecification;
  /** How the int8 reference model takes the input. */
  readonly modelInput: ModelInput;
  /** Values in a result: one per class, or a single one (the reconstruction error of anomaly detection). */
  readonly outputs: number;
  readonly classes: number;
  /** By class number. */
  readonly classNames: readonly string[];
  /** `top1`: share of samples whose highest score is the right one. `auc`: area under the ROC curve over files. */
  readonly metric: 'top1' | 'auc';
  /** Least quality in the closed division, 0 to 1 for both metrics. */
  readonly qualityTarget: number;
  /** How the rules write quality: top-1 in per cent, areas as they are. */
  readonly qualityUnit: '%' | 'AUC';
  /** Multiply-accumulates of one inference of the reference model, as `profile` counts them. */
  readonly macs: number;
  /** Rows of the label file, from the first, on whose inputs performance and energy windows are measured. */
  readonly performanceRows: number;
  /** The name of the folder that holds its data in the official layout. */
  readonly datasetFolder: string;
  /** The name of its label file, where that is not `y_labels.csv`. */
  readonly labelFile?: string;
  /** The lists that count as official, the current one first; none of a workload of one's own. */
  readonly labelLists: readonly LabelList[];
  /**
   * SHA-256 of each official input in the format of `sha256sum`, where the inputs are published as files; null where
   * everyone makes them from raw data.
   */
  readonly officialInputs: URL | null;
}

export interface InputSpecification {
  /** Bytes that are loaded for one inference. */
  readonly bytes: number;
  /** Bytes of an input file; more than `bytes` where windows slide over it. */
  readonly fileBytes: number;
  readonly type: 'int8' | 'uint8' | 'float32';
  readonly shape: readonly number[];
  readonly description: string;
  /** Whether inputs are windows that slide over a file, by the width and stride in the label file. */
  readonly isWindowed: boolean;
}

/** The input tensor of the int8 reference model: real = scale × (value − zeroPoint). */
export interface ModelInput {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly zeroPoint: number;
  /** `as-is`: the bytes are the tensor. `minus-128`: uint8 to int8. `quantise`: float32 by scale and zero point. */
  readonly conversion: 'as-is' | 'minus-128' | 'quantise';
}

/** An official label file, known by its digest. */
export interface LabelList {
  readonly name: string;
  /** SHA-256 of its normalised text, see `labelsDigest`. */
  readonly sha256: string;
  readonly samples: number;
  readonly note: string;
  /** Fingerprints of its rows, in its order, see `fingerprintRow`. */
  readonly fingerprints: URL;
}

/** The quality target in the words of the rules, such as `90 % top-1` or `0.85 AUC`. */
export function qualityTargetText({ qualityTarget, qualityUnit }: WorkloadSpecification): string {
  return qualityUnit === '%' ? `${Math.round(qualityTarget * 1000) / 10} % top-1` : `${qualityTarget} AUC`;
}

/** The slowest computing that is waited for: multiply-accumulates a second. */
const slowestMacsPerSecond = 50_000;

/** Host time that one inference may take on a board that has not shown its speed yet, microseconds. */
export function longestInferenceUs({ macs }: WorkloadSpecification): number {
  return (macs / slowestMacsPerSecond) * 1e6;
}
