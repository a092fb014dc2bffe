import { officialCosts } from '../../workloads/models/profile/official-costs.ts';
import type { OfficialWorkload } from '../../workloads/models/profile/official-costs.ts';
import type { Benchmark } from '../submission.ts';
import { factNames } from './comparable.ts';
import type { Comparable, FactName } from './comparable.ts';
import { isRatio } from './metrics.ts';

/**
 * A part of a ratio, as far as the data say. The throughput's is the clock's factor × that of the cycles; the energy's
 * is the power's × that of the time.
 */
export interface Cause {
  readonly name: 'clock' | 'cycles-per-mac' | 'cycles-per-inference' | 'power' | 'time';
  /** Of the throughput or of the energy. */
  readonly of: 'throughput' | 'energy';
  readonly unit: 'MHz' | 'cycles' | 'mW' | 'µs';
  readonly a: number;
  readonly b: number;
  /** By which it multiplies the throughput, or the energy. */
  readonly factor: number;
}

/** What the descriptions say otherwise. */
export interface Difference {
  readonly name: FactName;
  readonly a: string | null;
  readonly b: string | null;
}

const officialWorkloads: Readonly<Partial<Record<Benchmark, OfficialWorkload>>> = {
  kws: 'kws01',
  vww: 'vww01',
  ic: 'ic01',
  ad: 'ad01',
};

/** What the throughputs and the energies of two results of a benchmark differ by. */
export function causesOf(a: Comparable, b: Comparable): Cause[] {
  return [...throughputCauses(a, b), ...energyCauses(a, b)];
}

function throughputCauses(a: Comparable, b: Comparable): Cause[] {
  const [rateA, rateB] = [a.figures.throughput?.value ?? 0, b.figures.throughput?.value ?? 0];
  const [clockA, clockB] = [a.clockMhz ?? 0, b.clockMhz ?? 0];
  if (!isRatio(rateB / rateA) || !isRatio(clockB / clockA)) return [];
  const [cyclesA, cyclesB] = [(clockA * 1e6) / rateA, (clockB * 1e6) / rateB];
  const macs = isOfficialModel(a) && isOfficialModel(b) ? macsOf(a.benchmark) : null;
  return [
    { name: 'clock', of: 'throughput', unit: 'MHz', a: clockA, b: clockB, factor: clockB / clockA },
    {
      name: macs === null ? 'cycles-per-inference' : 'cycles-per-mac',
      of: 'throughput',
      unit: 'cycles',
      a: cyclesA / (macs ?? 1),
      b: cyclesB / (macs ?? 1),
      factor: cyclesA / cyclesB,
    },
  ];
}

function energyCauses(a: Comparable, b: Comparable): Cause[] {
  const [energyA, energyB] = [a.figures.energyUj?.value ?? 0, b.figures.energyUj?.value ?? 0];
  const [powerA, powerB] = [a.figures.powerMw?.value ?? 0, b.figures.powerMw?.value ?? 0];
  // Of streaming wakeword the energy is that of a run whose length is given.
  if (a.benchmark === 'sww' || !isRatio(energyB / energyA) || !isRatio(powerB / powerA)) return [];
  const [timeA, timeB] = [(energyA / powerA) * 1e3, (energyB / powerB) * 1e3];
  return [
    { name: 'power', of: 'energy', unit: 'mW', a: powerA, b: powerB, factor: powerB / powerA },
    { name: 'time', of: 'energy', unit: 'µs', a: timeA, b: timeB, factor: timeB / timeA },
  ];
}

/** The closed division runs the official model; what an open result ran has MACs of its own. */
function isOfficialModel({ division }: Comparable): boolean {
  return division === 'closed';
}

function macsOf(benchmark: Benchmark): number | null {
  const workload = officialWorkloads[benchmark];
  return workload === undefined ? null : officialCosts(workload).reduce((sum, { macs }) => sum + macs, 0);
}

/** What both say, and say otherwise. An accelerator that one does not name is taken for none. */
export function differencesOf(a: Comparable, b: Comparable): Difference[] {
  return factNames.flatMap((name) => {
    const difference = { name, a: said(a.facts[name]), b: said(b.facts[name]) };
    const isOneSided = difference.a === null || difference.b === null;
    if (isOneSided && name !== 'accelerator') return [];
    return plain(difference.a) === plain(difference.b) ? [] : [difference];
  });
}

function said(text: string | null): string | null {
  return text === null || /^(n\/?a|unknown|-)\.?$/i.test(text) ? null : text;
}

function plain(text: string | null): string | null {
  return text === null ? null : text.toLowerCase().replaceAll(/[\s_®™-]+/g, ' ');
}
