import type { Span } from './interval-sums.ts';

/** Stretches that an outline holds at the most; as many as a large screen has pixels across. */
const mostBins = 4096;

/** What a stretch of a trace looks like from afar. */
export interface OutlineBin {
  readonly startS: number;
  readonly endS: number;
  /** Watts; null where nothing of it was measured. */
  readonly leastPowerW: number;
  readonly mostPowerW: number;
  readonly meanPowerW: number;
}

/**
 * A trace as seen from afar: the least, the most and the mean power of stretches of equal length, so that no peak is
 * lost however long it is. It takes the parts of a trace as they are summed up (`onSpan` of integration.ts); whenever it
 * is full, neighbours become one.
 */
export class Outline {
  readonly #leastW = new Float64Array(mostBins).fill(Infinity);
  readonly #mostW = new Float64Array(mostBins).fill(-Infinity);
  readonly #energyJ = new Float64Array(mostBins);
  readonly #measuredS = new Float64Array(mostBins);
  #binS = 0;

  /** Takes the next part. */
  add({ startS, endS, energyJ, leastPowerW, mostPowerW }: Span): void {
    const lengthS = endS - startS;
    if (!(lengthS > 0)) return;
    if (this.#binS === 0) this.#binS = lengthS;
    while (endS > mostBins * this.#binS) this.#double();
    const last = Math.min(mostBins - 1, Math.ceil(endS / this.#binS) - 1);
    for (let bin = Math.min(last, Math.floor(startS / this.#binS)); bin <= last; bin += 1) {
      const partS = Math.min(endS, (bin + 1) * this.#binS) - Math.max(startS, bin * this.#binS);
      // A sliver by rounding is no part of the neighbour.
      if (partS < 1e-9 * lengthS) continue;
      this.#leastW[bin] = Math.min(this.#leastW[bin] ?? Infinity, leastPowerW);
      this.#mostW[bin] = Math.max(this.#mostW[bin] ?? -Infinity, mostPowerW);
      this.#energyJ[bin] = (this.#energyJ[bin] ?? 0) + (energyJ * partS) / lengthS;
      this.#measuredS[bin] = (this.#measuredS[bin] ?? 0) + partS;
    }
  }

  /**
   * The stretches in order; those of which nothing was measured are left out.
   * @param most so many at the most, neighbours taken together
   */
  bins(most = mostBins): OutlineBin[] {
    let used = mostBins;
    while (used > 0 && (this.#measuredS[used - 1] ?? 0) === 0) used -= 1;
    const together = Math.max(1, Math.ceil(used / most));
    const bins: OutlineBin[] = [];
    for (let bin = 0; bin < used; bin += together) {
      let leastPowerW = Infinity;
      let mostPowerW = -Infinity;
      let energyJ = 0;
      let measuredS = 0;
      for (let part = bin; part < Math.min(used, bin + together); part += 1) {
        leastPowerW = Math.min(leastPowerW, this.#leastW[part] ?? Infinity);
        mostPowerW = Math.max(mostPowerW, this.#mostW[part] ?? -Infinity);
        energyJ += this.#energyJ[part] ?? 0;
        measuredS += this.#measuredS[part] ?? 0;
      }
      if (measuredS === 0) continue;
      const startS = bin * this.#binS;
      const endS = (bin + together) * this.#binS;
      bins.push({ startS, endS, leastPowerW, mostPowerW, meanPowerW: energyJ / measuredS });
    }
    return bins;
  }

  #double(): void {
    this.#binS *= 2;
    for (let bin = 0; bin < mostBins; bin += 1) {
      const from = 2 * bin;
      const isThere = from < mostBins;
      this.#leastW[bin] = isThere ? Math.min(this.#leastW[from] ?? 0, this.#leastW[from + 1] ?? 0) : Infinity;
      this.#mostW[bin] = isThere ? Math.max(this.#mostW[from] ?? 0, this.#mostW[from + 1] ?? 0) : -Infinity;
      this.#energyJ[bin] = isThere ? (this.#energyJ[from] ?? 0) + (this.#energyJ[from + 1] ?? 0) : 0;
      this.#measuredS[bin] = isThere ? (this.#measuredS[from] ?? 0) + (this.#measuredS[from + 1] ?? 0) : 0;
    }
  }
}
