import type { Recipe } from '../training/recipe.ts';
import { icNetwork } from './network.ts';
import { builtInIc01 } from './workload.ts';

export const icRecipe: Recipe = {
  workload: builtInIc01,
  network: icNetwork,
  trainingSamples: 7000,
  learnFrom: builtInIc01.generate,
  plan: { seed: 1, epochs: 8, batch: 50, learningRate: 0.004, weightDecay: 1e-4, momentSamples: 600 },
};
