import type { Network } from '../training/network.ts';
import { NetworkBuilder } from '../training/network.ts';

/** The benchmark's autoencoder: five frames of 128 bands through a bottleneck of 8 and back. */
export function adNetwork(): Network {
  const layers = new NetworkBuilder([640]);
  const widths = [128, 128, 128, 128, 8, 128, 128, 128, 128];
  for (const [index, units] of widths.entries()) {
    layers.add(`dense_${index + 1}`, { kind: 'dense', units, relu: true, normalised: true });
  }
  layers.add('reconstruction', { kind: 'dense', units: 640, relu: false, normalised: false });
  return layers.build();
}
