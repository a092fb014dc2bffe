import type { RandomSource } from '../../harness/statistics/random.ts';
import type { Fault, Occasion } from './fault-options.ts';

/** Something that goes wrong in an inference command. */
export type Mishap = 'reset' | 'silence' | 'vanish' | 'nan' | 'error' | { readonly lapJumpUs: number };

/** What goes wrong in the Nth inference command of the board's life, from 1. Asked once for each, in order. */
export type Mishaps = (inference: number) => readonly Mishap[];

const none: readonly Mishap[] = [];

/** The faults of `faults` that strike inferences; `randomFor` gives each kind a sequence of its own. */
export function mishapsOf(faults: readonly Fault[], randomFor: (kind: string) => RandomSource): Mishaps {
  const rules = faults.flatMap((fault): ((inference: number) => Mishap | undefined)[] => {
    switch (fault.kind) {
      case 'reset':
      case 'vanish': {
        const { kind, at } = fault;
        return [(inference) => (inference === at ? kind : undefined)];
      }
      case 'silence':
        return [(inference) => (inference >= fault.at ? 'silence' : undefined)];
      case 'nan':
      case 'error': {
        const { kind } = fault;
        const strikes = occasionOf(fault.occasion, randomFor(kind));
        return [(inference) => (strikes(inference) ? kind : undefined)];
      }
      case 'lap-jump': {
        const jump = { lapJumpUs: fault.jumpUs };
        return [(inference) => (inference === fault.at ? jump : undefined)];
      }
      default:
        return [];
    }
  });
  if (rules.length === 0) return () => none;
  return (inference) => rules.map((rule) => rule(inference)).filter((mishap) => mishap !== undefined);
}

function occasionOf(occasion: Occasion, random: RandomSource): (inference: number) => boolean {
  if ('at' in occasion) return (inference) => inference === occasion.at;
  return () => random() < occasion.probability;
}
