import { accuracyClock } from './accuracy-clock.ts';
import { accuracyLatency } from './accuracy-latency.ts';
import { accuracySpeed } from './accuracy-speed.ts';
import { benchmarkOfRound } from './benchmark-of-round.ts';
import { boardCount } from './board-count.ts';
import { claimAccuracy } from './claim-accuracy.ts';
import { claimEnergy } from './claim-energy.ts';
import { claimOnce } from './claim-once.ts';
import { claimThroughput } from './claim-throughput.ts';
import { claimWords } from './claim-words.ts';
import { clockRatio } from './clock-ratio.ts';
import { datasetInputs } from './dataset-inputs.ts';
import { datasetLabels } from './dataset-labels.ts';
import { datasetList } from './dataset-list.ts';
import { deviceNamed } from './device-named.ts';
import { energyAnswers } from './energy-answers.ts';
import { energySamples } from './energy-samples.ts';
import { energySpeed } from './energy-speed.ts';
import { energyTrace } from './energy-trace.ts';
import { energyWindows } from './energy-windows.ts';
import { evidenceReadable } from './evidence-readable.ts';
import { evidenceReused } from './evidence-reused.ts';
import { hostSeconds } from './host-seconds.ts';
import { layoutRules } from './layout.ts';
import { logComplete } from './log-complete.ts';
import { logOfRecords } from './log-of-records.ts';
import { logOfResults } from './log-of-results.ts';
import { modeOfRun } from './mode-of-run.ts';
import { modelOfBenchmark } from './model-of-benchmark.ts';
import { neededBenchmark } from './needed-benchmark.ts';
import { oneDevice } from './one-device.ts';
import { outputsAlike } from './outputs-alike.ts';
import { outputsProbabilities } from './outputs-probabilities.ts';
import { ownSession } from './own-session.ts';
import { performanceInputs } from './performance-inputs.ts';
import { qualityTarget } from './quality-target.ts';
import { requiredFiles } from './required-files.ts';
import { resultsRepeated } from './results-repeated.ts';
import type { Rule } from './rule.ts';
import { streamingClaim } from './streaming-claim.ts';
import { streamingEvidence } from './streaming-evidence.ts';
import { streamingQuality } from './streaming-quality.ts';
import { systemJsonRules } from './system-json.ts';
import { systemMissing } from './system-missing.ts';
import { systemSchema } from './system-schema.ts';
import { treeEmpty } from './tree-empty.ts';
import { treeLeftovers } from './tree-leftovers.ts';
import { treeLinks } from './tree-links.ts';
import { treeNames } from './tree-names.ts';
import { treeSize } from './tree-size.ts';
import { windowCount } from './window-count.ts';
import { windowDuration } from './window-duration.ts';
import { windowSpread } from './window-spread.ts';
import { windowsFollow } from './windows-follow.ts';

/** All rules, in the order in which their findings are told. */
export const rules: readonly Rule[] = [
  ...layoutRules,
  requiredFiles,
  evidenceReadable,
  ownSession,
  systemMissing,
  ...systemJsonRules,
  systemSchema,
  benchmarkOfRound,
  neededBenchmark,
  modelOfBenchmark,
  modeOfRun,
  oneDevice,
  deviceNamed,
  windowCount,
  windowDuration,
  windowSpread,
  windowsFollow,
  clockRatio,
  hostSeconds,
  accuracyClock,
  accuracyLatency,
  accuracySpeed,
  logComplete,
  logOfResults,
  logOfRecords,
  boardCount,
  claimWords,
  claimOnce,
  claimThroughput,
  claimAccuracy,
  claimEnergy,
  streamingClaim,
  streamingEvidence,
  datasetInputs,
  datasetList,
  datasetLabels,
  performanceInputs,
  qualityTarget,
  streamingQuality,
  energyTrace,
  energyWindows,
  energySpeed,
  energyAnswers,
  energySamples,
  outputsAlike,
  outputsProbabilities,
  resultsRepeated,
  evidenceReused,
  treeLinks,
  treeSize,
  treeNames,
  treeLeftovers,
  treeEmpty,
];
