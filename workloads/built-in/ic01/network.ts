import type { Network } from '../training/network.ts';
import { NetworkBuilder } from '../training/network.ts';

/** The benchmark's small residual network for pictures (ResNet v1 with eight layers): three blocks, mean, 10 classes. */
export function icNetwork(): Network {
  const layers = new NetworkBuilder([32, 32, 3]);
  const convolution = { kind: 'convolution', kernel: [3, 3], stride: 1, relu: true, normalised: true } as const;
  let block = layers.add('convolution', { ...convolution, filters: 16 });
  for (const [number, filters] of [16, 32, 64].entries()) {
    const stride = number === 0 ? 1 : 2;
    const name = `block_${number + 1}`;
    layers.add(`${name}/first`, { ...convolution, filters, stride }, block);
    const inner = layers.add(`${name}/second`, { ...convolution, filters, relu: false });
    const shortcut =
      stride === 1
        ? block
        : layers.add(
            `${name}/shortcut`,
            { kind: 'convolution', kernel: [1, 1], filters, stride, relu: false, normalised: false },
            block,
          );
    block = layers.add(`${name}/sum`, { kind: 'add', relu: true }, shortcut, inner);
  }
  layers.add('average', { kind: 'average' });
  layers.add('flatten', { kind: 'flatten' });
  layers.add('classes', { kind: 'dense', units: 10, relu: false, normalised: false });
  layers.add('probabilities', { kind: 'softmax' });
  return layers.build();
}
