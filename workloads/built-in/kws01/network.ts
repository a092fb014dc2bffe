import type { Network } from '../training/network.ts';
import { NetworkBuilder } from '../training/network.ts';

/** The benchmark's DS-CNN for keywords: a convolution, four depthwise separable ones, mean, 12 classes. */
export function kwsNetwork(): Network {
  const layers = new NetworkBuilder([49, 10, 1]);
  const shared = { relu: true, normalised: true } as const;
  layers.add('convolution', { kind: 'convolution', filters: 64, kernel: [10, 4], stride: 2, ...shared });
  for (let block = 1; block <= 4; block++) {
    layers.add(`depthwise_${block}`, { kind: 'depthwise', kernel: [3, 3], stride: 1, ...shared });
    layers.add(`pointwise_${block}`, { kind: 'convolution', filters: 64, kernel: [1, 1], stride: 1, ...shared });
  }
  layers.add('average', { kind: 'average' });
  layers.add('flatten', { kind: 'flatten' });
  layers.add('classes', { kind: 'dense', units: 12, relu: false, normalised: false });
  layers.add('probabilities', { kind: 'softmax' });
  return layers.build();
}
