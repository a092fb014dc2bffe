import type { Recipe } from '../training/recipe.ts';
import { generateNormalRecording } from './generate.ts';
import { adNetwork } from './network.ts';
import { builtInAd01 } from './workload.ts';

export const adRecipe: Recipe = {
  workload: builtInAd01,
  network: adNetwork,
  trainingSamples: 600,
  learnFrom: generateNormalRecording,
  plan: { seed: 1, epochs: 30, batch: 100, learningRate: 0.003, weightDecay: 1e-5, momentSamples: 2000 },
};
