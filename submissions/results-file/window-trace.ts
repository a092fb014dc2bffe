import { BenchError } from '../../harness/errors.ts';
import { eembcHeadBytes } from '../../power/formats/eembc-energy.ts';
import type { DerivedEnergyWindow, EnergyEvidence } from '../evidence/energy.ts';
import { readResultsJson } from '../evidence/results-json.ts';
import type { FileTree } from '../tree.ts';
import { rounded } from './rounding.ts';
import type { TraceRecord } from './results-file.ts';

/** Stretches of a window; each gives two points. */
const stretches = 200;
const mostRecordsBytes = 128 << 20;
const digits = 4;

/**
 * The power over the window whose energy is the result's, in at most 400 points of which none hides a peak. Null where
 * the samples cannot be read: whoever read them as evidence has said so.
 */
export async function readWindowTrace(
  tree: FileTree,
  energy: EnergyEvidence,
  resultsJson: string | undefined,
): Promise<TraceRecord | null> {
  const window = medianWindow(energy);
  if (window === undefined) return null;
  const { seconds, samples } = window;
  let outline = new WindowOutline(samples, samples / seconds);
  try {
    if (energy.from === 'trace') {
      const from = Math.round(window.startS * (energy.sampleRateHz ?? Number.NaN));
      await takeFloats(tree, energy.file, from, samples, (microjoules) => {
        outline.add(microjoules * 1e-6);
      });
    } else {
      // Beside recordings there are the samples of results.json, a thousand a second or so, which say enough here.
      if (resultsJson === undefined) return null;
      const { power } = readResultsJson(await tree.readText(resultsJson, mostRecordsBytes), resultsJson);
      const recorded = power[window.index]?.window ?? null;
      const joules = recorded?.samplesJ.subarray(recorded.startIndex, recorded.endIndex) ?? new Float64Array(0);
      outline = new WindowOutline(joules.length, joules.length / seconds);
      for (const each of joules) outline.add(each);
    }
  } catch (error) {
    if (error instanceof BenchError) return null;
    throw error;
  }
  return outline.isEmpty
    ? null
    : { window: energy.windows.indexOf(window), seconds: rounded(seconds), ...outline.points() };
}

/** The window whose energy of an inference is nearest to the median. */
function medianWindow({ windows, energyUj }: EnergyEvidence): DerivedEnergyWindow | undefined {
  let best: DerivedEnergyWindow | undefined;
  let least = Infinity;
  for (const window of windows) {
    const distance = Math.abs((window.energyPerInferenceUj ?? Number.NaN) - (energyUj ?? Number.NaN));
    const isUsable = window.seconds > 0 && window.samples > 0;
    if (isUsable && (best === undefined || distance < least))
      [best, least] = [window, Number.isNaN(distance) ? Infinity : distance];
  }
  return best;
}

/** The least and the most power of stretches of equal length. */
class WindowOutline {
  readonly #samples: number;
  readonly #rateHz: number;
  readonly #least: number[] = [];
  readonly #most: number[] = [];
  #taken = 0;

  constructor(samples: number, rateHz: number) {
    this.#samples = samples;
    this.#rateHz = rateHz;
  }

  get isEmpty(): boolean {
    return this.#least.length === 0;
  }

  add(joules: number): void {
    const count = Math.min(stretches, this.#samples);
    const stretch = Math.min(count - 1, Math.floor((this.#taken++ * count) / this.#samples));
    const milliwatts = joules * this.#rateHz * 1e3;
    if (!Number.isFinite(milliwatts)) return;
    while (this.#least.length <= stretch) {
      this.#least.push(milliwatts);
      this.#most.push(milliwatts);
    }
    this.#least[stretch] = Math.min(this.#least[stretch] ?? milliwatts, milliwatts);
    this.#most[stretch] = Math.max(this.#most[stretch] ?? milliwatts, milliwatts);
  }

  points(): Pick<TraceRecord, 'leastMw' | 'mostMw'> {
    const short = (values: readonly number[]): number[] => values.map((value) => rounded(value, digits));
    return { leastMw: short(this.#least), mostMw: short(this.#most) };
  }
}

/** Gives the float32 values from one index on, as many as are wanted and there are. */
async function takeFloats(
  tree: FileTree,
  file: string,
  from: number,
  count: number,
  take: (value: number) => void,
): Promise<void> {
  const [firstByte, endByte] = [eembcHeadBytes + 4 * from, eembcHeadBytes + 4 * (from + count)];
  let at = 0;
  let rest = Buffer.alloc(0);
  for await (const piece of tree.open(file)) {
    const start = Math.max(0, firstByte - at);
    const end = Math.min(piece.length, endByte - at);
    at += piece.length;
    if (end > start) {
      const bytes = Buffer.concat([rest, piece.subarray(start, end)]);
      const whole = bytes.length - (bytes.length % 4);
      for (let offset = 0; offset < whole; offset += 4) take(bytes.readFloatLE(offset));
      rest = Buffer.from(bytes.subarray(whole));
    }
    if (at >= endByte) return;
  }
}
