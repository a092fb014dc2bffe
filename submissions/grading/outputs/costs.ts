import type { ModelCosts } from '../measuring/measured.ts';

/** A part of a whole. */
export interface CostPart {
  readonly name: string;
  readonly value: number;
  /** 0 to 1. */
  readonly share: number;
}

export interface OperatorTime {
  readonly name: string;
  /** `1 × 25 × 5 × 64` */
  readonly shape: string;
  readonly macs: number;
  /** 0 to 1. */
  readonly share: number;
}

export interface Costs {
  /** The largest first; of many the last is the rest of them. */
  readonly flash: readonly CostPart[];
  readonly sram: readonly CostPart[];
  /** In the order of the graph; of many the last is the rest of them. */
  readonly operators: readonly OperatorTime[];
}

const mostParts = 6;
const mostOperators = 40;

/** What of a model's costs can be shown in a small chart. */
export function costsOf({ flash, sram, operators }: ModelCosts): Costs {
  return { flash: partsOf(flash), sram: partsOf(sram), operators: timesOf(operators) };
}

function partsOf(all: readonly { readonly name: string; readonly bytes: number }[]): CostPart[] {
  const whole = all.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = all
    .filter(({ bytes }) => bytes > 0)
    .map(({ name, bytes }) => ({ name, value: bytes, share: whole === 0 ? 0 : bytes / whole }))
    .sort((a, b) => b.value - a.value);
  if (parts.length <= mostParts) return parts;
  const rest = parts.slice(mostParts - 1);
  const sum = rest.reduce((total, { value }) => total + value, 0);
  return [...parts.slice(0, mostParts - 1), { name: `${rest.length} more`, value: sum, share: sum / whole }];
}

function timesOf(all: ModelCosts['operators']): OperatorTime[] {
  const times = all.map(({ name, outputShape, macs, timeShare }) => ({
    name,
    shape: outputShape.join(' × '),
    macs,
    share: Number.isFinite(timeShare) ? Math.min(1, Math.max(0, timeShare)) : 0,
  }));
  if (times.length <= mostOperators) return times;
  const rest = times.slice(mostOperators - 1);
  return [
    ...times.slice(0, mostOperators - 1),
    {
      name: `${rest.length} more`,
      shape: '',
      macs: rest.reduce((sum, { macs }) => sum + macs, 0),
      share: rest.reduce((sum, { share }) => sum + share, 0),
    },
  ];
}
