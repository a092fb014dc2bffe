import { failure } from '../../harness/errors.ts';
import { adFeatures, adFrames, adFrontEnd } from './log-mel.ts';
import { kwsFeatures, kwsFrontEnd, quantiseKwsFeatures } from './mfcc.ts';
import type { Recording } from './wav.ts';

/** The workloads whose inputs are made of sound. */
export const soundWorkloads = ['kws01', 'ad01'] as const;
export type SoundWorkload = (typeof soundWorkloads)[number];

export interface ExtractionOptions {
  /** Which channel to take, from 1. */
  readonly channel: number;
  /** Where the second that kws01 takes begins. */
  readonly startSeconds: number;
  /** Keeps all frames for ad01, not only those that the benchmark keeps of ten seconds. */
  readonly allFrames: boolean;
}

/** The features of a sound, and the input file that they make. */
export interface Features {
  readonly frames: number;
  /** MFCCs or mel bands a frame. */
  readonly columns: number;
  /** Frame by frame. */
  readonly values: Float64Array | Float32Array;
  /** The bytes of an input file of the benchmark. */
  readonly input: Uint8Array;
  /** How many inputs of the model the file holds: windows slide over those of ad01. */
  readonly windows: number;
  /** What of the sound was left out or added, for people. */
  readonly notes: readonly string[];
}

/**
 * Makes the input of a workload out of a recording.
 * @param file what to call it in errors
 * @throws BenchError sound.unfit
 */
export function extractFeatures(
  file: string,
  recording: Recording,
  workload: SoundWorkload,
  options: ExtractionOptions,
): Features {
  const refuse = (problem: string, advice: string): never => {
    throw failure('sound.unfit', { file, workload, problem, advice });
  };
  const { sampleRateHz, channels } = recording;
  if (sampleRateHz !== kwsFrontEnd.sampleRateHz) {
    refuse(
      `it has ${sampleRateHz} samples a second, not ${kwsFrontEnd.sampleRateHz}`,
      'Resample it, for example with `ffmpeg -i IN.wav -ar 16000 OUT.wav`',
    );
  }
  const sound =
    channels[options.channel - 1] ??
    refuse(`it has no channel ${options.channel}`, `Give --channel from 1 to ${channels.length}`);
  const notes = channels.length > 1 ? [`took channel ${options.channel} of ${channels.length}`] : [];
  return workload === 'kws01'
    ? extractKws(sound, options.startSeconds, notes, refuse)
    : extractAd(sound, options.allFrames, notes, refuse);
}

type Refuse = (problem: string, advice: string) => never;

function extractKws(sound: Float32Array, startSeconds: number, notes: readonly string[], refuse: Refuse): Features {
  const { sampleRateHz, samples, frames, coefficients } = kwsFrontEnd;
  const start = Math.round(startSeconds * sampleRateHz);
  if (start >= sound.length) {
    refuse(`it ends after ${seconds(sound.length)}, before ${startSeconds} s`, 'Give an earlier --start');
  }
  const second = sound.subarray(start, start + samples);
  const values = kwsFeatures(second);
  const left = sound.length - start - samples;
  return {
    frames,
    columns: coefficients,
    values,
    input: new Uint8Array(quantiseKwsFeatures(values).buffer),
    windows: 1,
    notes: [
      ...notes,
      ...(start > 0 ? [`left out ${seconds(start)} before --start`] : []),
      ...(left > 0 ? [`left out ${seconds(left)} after the first second`] : []),
      ...(left < 0 ? [`added ${seconds(-left)} of silence`] : []),
    ],
  };
}

function extractAd(sound: Float32Array, allFrames: boolean, notes: readonly string[], refuse: Refuse): Features {
  const { bands, framesPerInput, officialFrames, windowSamples } = adFrontEnd;
  const available = sound.length > windowSamples / 2 ? adFrames(sound.length) : 0;
  const [from, to] = allFrames ? [0, available] : officialFrames;
  if (available < to) {
    refuse(
      `it has ${available} frames, and the benchmark keeps numbers ${from} to ${to - 1}`,
      'Record ten seconds, or use --all-frames',
    );
  }
  if (to - from < framesPerInput) {
    refuse(`it has ${available} frames, and one input takes ${framesPerInput}`, 'Record a longer sound');
  }
  const values = adFeatures(sound, from, to);
  return {
    frames: to - from,
    columns: bands,
    values,
    input: float32LittleEndian(values),
    windows: to - from - framesPerInput + 1,
    notes: allFrames ? notes : [...notes, `kept frames ${from} to ${to - 1} of ${available}, as the benchmark does`],
  };
}

/** The bytes of an ad01 input file. */
export function float32LittleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setFloat32(4 * index, value, true);
  });
  return bytes;
}

function seconds(samples: number): string {
  return `${(samples / kwsFrontEnd.sampleRateHz).toFixed(3)} s`;
}
