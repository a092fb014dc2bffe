import { float32LittleEndian } from '../../features/extract.ts';
import { adFeatures, adFrontEnd } from '../../features/log-mel.ts';
import type { BuiltInSample } from '../built-in-workload.ts';
import { Random } from '../random.ts';
import type { Fault } from '../sound/machine.ts';
import { runMachine } from '../sound/machine.ts';

/** Frames of a recording: 16 windows of five. The official ones have 200, but 16 tell a fault, and load in a moment. */
const FRAMES = 20;
/** Frames left out at both ends, which look beyond the sound. */
const MARGIN = 2;

/** Recording `index` of the set named by `seed`: of a machine that is sound, in every other one with a fault. */
export function generateRecording(seed: number, index: number): BuiltInSample {
  const random = new Random(seed, index, 0xad);
  const label = index % 2;
  return { label, input: recordingOf(random, label === 1 ? randomFault(random) : undefined) };
}

/** A recording of the sound machine: what the model learns from. */
export function generateNormalRecording(seed: number, index: number): BuiltInSample {
  return { label: 0, input: recordingOf(new Random(seed, index, 0xad, 1), undefined) };
}

function randomFault(random: Random): Fault {
  const kind = random.pick(['bearing', 'squeal', 'gear', 'rattle', 'stutter'] as const);
  return { kind, severity: random.between(0.1, 1) };
}

function recordingOf(random: Random, fault: Fault | undefined): Uint8Array {
  const { sampleRateHz, stepSamples } = adFrontEnd;
  const samples = (FRAMES + 2 * MARGIN) * stepSamples;
  const sound = runMachine(samples, sampleRateHz, random, fault);
  const gain = random.between(0.08, 0.125);
  for (let at = 0; at < samples; at++) sound[at] = (sound[at] ?? 0) * gain;
  return float32LittleEndian(adFeatures(sound, MARGIN, MARGIN + FRAMES));
}
