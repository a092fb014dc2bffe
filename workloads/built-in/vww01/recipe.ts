import type { Recipe } from '../training/recipe.ts';
import { vwwNetwork } from './network.ts';
import { builtInVww01 } from './workload.ts';

export const vwwRecipe: Recipe = {
  workload: builtInVww01,
  network: vwwNetwork,
  trainingSamples: 5000,
  learnFrom: builtInVww01.generate,
  plan: { seed: 1, epochs: 6, batch: 20, learningRate: 0.015, weightDecay: 1e-5, momentSamples: 250 },
};
