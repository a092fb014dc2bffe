import type { ModelGraph } from '../../../workloads/models/graph.ts';
import type { MeasuredModel } from '../measuring/measured.ts';
import { architectureDigest, graphDigest } from './graph-digest.ts';
import { weightSketches } from './weight-sketch.ts';

export type ModelFingerprint = Pick<MeasuredModel, 'graphSha256' | 'architectureSha256' | 'weights'>;

/**
 * What tells the copies of a model, whatever was done to names, descriptions and metadata, the numbering of tensors and
 * buffers, the order of operators that do not depend on each other, and parts of the graph that no output needs.
 * Takes one pass over the weights.
 */
export function fingerprintModel(graph: ModelGraph): ModelFingerprint {
  return {
    graphSha256: graphDigest(graph),
    architectureSha256: architectureDigest(graph),
    weights: weightSketches(graph),
  };
}
