import { median } from 'simple-statistics';

/** Figures by the name of their workload. */
type FiguresByWorkload = Readonly<Partial<Record<string, number>>>;

/** What one submission published of a board. */
export interface PublishedBoardResults {
  readonly round: string;
  /** The clock it was measured at; null where it is not known. */
  readonly mhz: number | null;
  /** Inferences a second. */
  readonly throughput: FiguresByWorkload;
  /** Microjoules an inference. */
  readonly energyUj?: FiguresByWorkload;
}

/** Where the power of a board is taken from. */
export type PowerSource =
  /** Somebody says it. @param milliwatts above 0 */
  | { readonly kind: 'stated'; readonly milliwatts: number }
  | {
      readonly kind: 'published';
      /** The board's name, for the text. */
      readonly board: string;
      readonly results: readonly PublishedBoardResults[];
      /** The clock that the board runs at; results at another one are not used. Null where it is not known. */
      readonly mhz: number | null;
    };

/** Joules that nobody measured. They may be compared with other estimates for the same board, and with nothing else. */
export interface EnergyEstimate {
  readonly kind: 'estimate';
  readonly lowJ: number;
  readonly typicalJ: number;
  readonly highJ: number;
  /** What it was computed from, and how the range. */
  readonly basis: string;
}

/** Fewer figures do not show how they scatter. */
const fewestForRange = 3;
/**
 * How far the power of one board at one clock goes from its own median, from workload to workload: at most 11 % on
 * microcontrollers and 23 % on accelerators in the rounds v1.0 to v1.3.
 */
const usualScatter = 0.25;
/** Clocks that differ by less than this are the same. */
const clockTolerance = 0.01;

/**
 * Estimates the energy of an inference from how long it takes: latency times power. The published power of a board is its
 * published energy times its published throughput; of the workload itself where there is any, else of all of them,
 * because a board draws much the same whatever it computes. The typical power is their median.
 * @param latencyUs microseconds an inference, as measured
 * @param workload the published name of the workload: `kws01`, `vww01`, `ic01`, `ad01`; null for one that has none
 * @returns null where nothing published allows an estimate
 */
export function estimateEnergy(latencyUs: number, workload: string | null, source: PowerSource): EnergyEstimate | null {
  const power = powerOf(source, workload);
  if (power === null) return null;
  const seconds = latencyUs / 1e6;
  const { lowW, typicalW, highW, basis } = power;
  return {
    kind: 'estimate',
    lowJ: lowW * seconds,
    typicalJ: typicalW * seconds,
    highJ: highW * seconds,
    basis: `estimate: latency × ${basis}`,
  };
}

interface Power {
  readonly lowW: number;
  readonly typicalW: number;
  readonly highW: number;
  readonly basis: string;
}

function powerOf(source: PowerSource, workload: string | null): Power | null {
  if (source.kind === 'stated') {
    const typicalW = source.milliwatts / 1e3;
    const basis = `a stated power of ${source.milliwatts} mW; it is as good as that figure`;
    return { lowW: typicalW, typicalW, highW: typicalW, basis };
  }
  const { board, mhz } = source;
  const results = source.results.filter((result) => mhz === null || isClock(result.mhz, mhz));
  const all = results.flatMap((result) => powersW(result));
  const own = all.filter((figure) => figure.workload === workload);
  const taken = own.length > 0 ? own : all;
  if (taken.length === 0) return null;
  const typicalW = median(taken.map(({ watts }) => watts));
  // Figures of the workload alone are few; how the board's others scatter says more.
  const watts = all.map((figure) => figure.watts);
  const isMeasuredRange = watts.length >= fewestForRange;
  return {
    lowW: isMeasuredRange ? Math.min(...watts) : typicalW * (1 - usualScatter),
    typicalW,
    highW: isMeasuredRange ? Math.max(...watts) : typicalW * (1 + usualScatter),
    basis: [
      `the published power of ${board}, ${(typicalW * 1e3).toPrecision(3)} mW`,
      ` (energy × throughput, ${described(taken, own.length > 0 ? workload : null)}${mhz === null ? '' : ` at ${mhz} MHz`}); `,
      isMeasuredRange
        ? `range: lowest to highest of its ${watts.length} figures`
        : `range: ±${usualScatter * 100} %, as boards scatter from workload to workload`,
    ].join(''),
  };
}

interface PublishedPower {
  readonly round: string;
  readonly workload: string;
  readonly watts: number;
}

function powersW({ round, throughput, energyUj = {} }: PublishedBoardResults): PublishedPower[] {
  return Object.entries(energyUj).flatMap(([workload, uj]) => {
    const rate = throughput[workload];
    return uj === undefined || rate === undefined ? [] : [{ round, workload, watts: (uj / 1e6) * rate }];
  });
}

function isClock(published: number | null, mhz: number): boolean {
  return published !== null && Math.abs(published / mhz - 1) < clockTolerance;
}

function described(figures: readonly PublishedPower[], workload: string | null): string {
  const rounds = [...new Set(figures.map(({ round }) => round))].sort().join(', ');
  const count = `${figures.length} ${figures.length === 1 ? 'figure' : 'figures'}`;
  return `${count} ${workload === null ? 'of other workloads' : `of ${workload}`} from ${rounds}`;
}
