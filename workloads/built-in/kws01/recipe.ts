import type { Recipe } from '../training/recipe.ts';
import { builtInKws01 } from './workload.ts';
import { kwsNetwork } from './network.ts';

export const kwsRecipe: Recipe = {
  workload: builtInKws01,
  network: kwsNetwork,
  trainingSamples: 6000,
  learnFrom: builtInKws01.generate,
  plan: { seed: 1, epochs: 9, batch: 50, learningRate: 0.003, weightDecay: 1e-4, momentSamples: 600 },
};
