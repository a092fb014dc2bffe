import type { Figure, Measured } from '../measuring/measured.ts';
import type { DataPart, Measure } from '../rubric/rubric.ts';

/** What a criterion or a condition asks for. */
export interface Asked {
  readonly measure: Measure;
  readonly data: DataPart;
}

/** The figure that is asked for, if it counts, or why there is none. */
export type CountedFigure =
  { readonly figure: Figure; readonly why: null } | { readonly figure: null; readonly why: string };

/** What is measured on a board counts only while its evidence does not contradict it. */
export function countedFigure(measured: Measured, { measure, data }: Asked): CountedFigure {
  const asksForData = measure === 'accuracy' || measure === 'accuracy-lost';
  const figure = measured.figures.find((found) => found.measure === measure && (!asksForData || found.data === data));
  if (figure === undefined || !Number.isFinite(figure.value)) return { figure: null, why: missing({ measure, data }) };
  if (isFromBoard(figure) && isContradicted(measured)) {
    return {
      figure: null,
      why: 'The evidence contradicts what was measured on the board, so the figure does not count.',
    };
  }
  return { figure, why: null };
}

/** Whether a run on a board gave it, so that another run would give another figure. */
export function isFromBoard({ kind }: Figure): boolean {
  return kind === 'measured' || kind === 'simulated';
}

function isContradicted({ figures, runs }: Measured): boolean {
  const evidence = figures.find(({ measure }) => measure === 'evidence');
  return evidence?.value === 0 || runs.some(({ verdict }) => verdict === 'invalid');
}

function missing({ measure, data }: Asked): string {
  switch (measure) {
    case 'accuracy':
      return `There is no accuracy on the ${data} data.`;
    case 'accuracy-lost':
      return `There is no accuracy on the ${data} data to compare with the baseline.`;
    case 'latency':
      return 'There is no latency of this hand-in.';
    case 'energy':
      return 'There is no energy of this hand-in.';
    case 'flash':
    case 'sram':
    case 'macs':
      return 'There is no model that this could be told of.';
    case 'evidence':
      return 'There is no evidence that could be judged.';
    case 'files':
      return 'There are no files that could be looked for.';
  }
}
