import { integrate } from '../../power/integration.ts';
import { energyOf } from '../../power/interval.ts';
import type { EnergyWindow } from './events.ts';
import type { MeasuredWindow } from './measured-recordings.ts';

/** The energy of a window in samples of about a millisecond, as the MLCommons runner writes it. */
export interface WindowPower {
  readonly event: EnergyWindow;
  /** Joules of each sample; null where it was lost. */
  readonly samplesJ: readonly (number | null)[];
  /** The window is `samplesJ.slice(startIndex, endIndex)`. */
  readonly startIndex: number;
  readonly endIndex: number;
}

/** Samples a second, as every published file has them. */
const usualRateHz = 1000;
/** Samples that are given before and behind the window, where the recording has so many. */
const marginSamples = 200;

/**
 * Cuts a recorded window into samples whose edges fall together with those of the window, so that their sum is the
 * window's energy: the rate is as near to 1 kHz as a whole number of samples in the window allows.
 * @throws BenchError what reading the recording throws
 */
export async function windowPower({ event, trace, startS, endS, lengthS }: MeasuredWindow): Promise<WindowPower> {
  const count = Math.max(1, Math.round((endS - startS) * usualRateHz));
  const periodS = (endS - startS) / count;
  const before = Math.min(marginSamples, Math.floor(startS / periodS));
  const behind = Math.max(0, Math.min(marginSamples, Math.floor((lengthS - endS) / periodS)));
  const cutsS: number[] = [];
  for (let cut = -before; cut <= count + behind; cut++) {
    cutsS.push(cut === count ? endS : startS + cut * periodS);
  }
  const { intervals } = await integrate(trace, { cutsS });
  return { event, samplesJ: intervals.map(energyOf), startIndex: before, endIndex: before + count };
}
