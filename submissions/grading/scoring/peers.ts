import type { Measured } from '../measuring/measured.ts';
import { measureFacts } from '../rubric/rubric.ts';
import { countedFigure, isFromBoard } from './counted-figure.ts';
import type { Asked } from './counted-figure.ts';
import type { NoiseBand } from './grades.ts';
import type { Figure } from '../measuring/measured.ts';
import { judgedValues } from './judged-values.ts';

/** What a hand-in is judged among: one hand-in of each other student, and the noise of the board. */
export interface Peers {
  readonly others: readonly Measured[];
  readonly bands: readonly NoiseBand[];
}

/** A figure among those of the others. */
export interface Placed {
  /** Its own value: what thresholds and conditions look at. */
  readonly value: number;
  /** The best value of its noise group: what lines and ranks go by. */
  readonly judgedBy: number;
  /** How far runs of one program lie apart; 0 for what was not measured on a board. */
  readonly band: number;
  /** From 1; equals share the better one. */
  readonly rank: number;
  /** Of how many, with this one. */
  readonly of: number;
}

/** Where a figure stands among those of its peers. */
export function placeAmong({ others, bands }: Peers, asked: Asked, figure: Figure): Placed {
  const { better } = measureFacts[asked.measure];
  const values = others.flatMap((measured) => countedFigure(measured, asked).figure?.value ?? []);
  const band = isFromBoard(figure) ? (bands.find(({ measure }) => measure === asked.measure)?.relative ?? 0) : 0;
  const judged = judgedValues([...values, figure.value], band, better);
  const judgedBy = judged.at(-1) ?? figure.value;
  const ahead = judged.filter((value) => (better === 'lower' ? value < judgedBy : value > judgedBy));
  return { value: figure.value, judgedBy, band, rank: ahead.length + 1, of: judged.length };
}
