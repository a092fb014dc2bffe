import type { FrameBytes } from './ppk2-frames.ts';

export interface Ppk2Description {
  readonly sampleRateHz: number;
  readonly frameBytes: FrameBytes;
}

/**
 * Reads the `metadata.json` of a saved session. All versions of Nordic's program (format version 2) give
 * `metadata.samplesPerSecond`; a variant of it for another instrument (version 3) adds a `frameSize` of 10 bytes.
 * @returns the description, or what is wrong with it
 */
export function ppk2Description(text: string): Ppk2Description | { readonly problem: string } {
  const whole = parsed(text);
  const metadata = field(whole, 'metadata');
  const sampleRateHz = field(metadata, 'samplesPerSecond') ?? field(whole, 'samplesPerSecond');
  if (typeof sampleRateHz !== 'number' || !(sampleRateHz > 0)) {
    return { problem: 'its metadata.json gives no samplesPerSecond above 0' };
  }
  const frameBytes = field(whole, 'frameSize') ?? field(metadata, 'frameSize') ?? 6;
  if (frameBytes !== 6 && frameBytes !== 10) {
    return { problem: `its metadata.json gives a frameSize of ${JSON.stringify(frameBytes)}; 6 and 10 are known` };
  }
  return { sampleRateHz, frameBytes };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}
