import type { Network } from '../training/network.ts';
import { NetworkBuilder } from '../training/network.ts';

/** Stride of the depthwise convolution and filters of the pointwise one that follows it, block by block. */
const BLOCKS = [
  [1, 16],
  [2, 32],
  [1, 32],
  [2, 64],
  [1, 64],
  [2, 128],
  [1, 128],
  [1, 128],
  [1, 128],
  [1, 128],
  [1, 128],
  [2, 256],
  [1, 256],
] as const;

/** The benchmark's network for persons: MobileNet v1 for 96 × 96 pixels with a quarter of the channels. */
export function vwwNetwork(): Network {
  const layers = new NetworkBuilder([96, 96, 3]);
  const shared = { relu: true, normalised: true } as const;
  layers.add('convolution', { kind: 'convolution', kernel: [3, 3], filters: 8, stride: 2, ...shared });
  for (const [index, [stride, filters]] of BLOCKS.entries()) {
    layers.add(`depthwise_${index + 1}`, { kind: 'depthwise', kernel: [3, 3], stride, ...shared });
    layers.add(`pointwise_${index + 1}`, { kind: 'convolution', kernel: [1, 1], filters, stride: 1, ...shared });
  }
  layers.add('average', { kind: 'average' });
  layers.add('flatten', { kind: 'flatten' });
  layers.add('classes', { kind: 'dense', units: 2, relu: false, normalised: false });
  layers.add('probabilities', { kind: 'softmax' });
  return layers.build();
}
