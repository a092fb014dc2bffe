import type { DataPart } from '../rubric/rubric.ts';
import type { Figure, Measured } from './measured.ts';

/** Accuracy of the baseline by part of the data. */
export type BaselineAccuracy = ReadonlyMap<DataPart, number>;

export function accuracyOf({ figures }: Measured): BaselineAccuracy {
  const found = figures.filter(({ measure }) => measure === 'accuracy');
  return new Map(found.flatMap(({ data, value }) => (data === null ? [] : [[data, value] as const])));
}

/** What was measured, with what it lost against the baseline; negative where it won. */
export function withAccuracyLost(measured: Measured, baseline: BaselineAccuracy): Measured {
  const lost = measured.figures.flatMap((figure): Figure[] => {
    const { measure, data, value } = figure;
    const before = measure === 'accuracy' && data !== null ? baseline.get(data) : undefined;
    if (before === undefined) return [];
    const basis = `${percent(value)} against ${percent(before)} of the baseline`;
    return [{ ...figure, measure: 'accuracy-lost', value: Number((before - value).toFixed(12)), basis }];
  });
  return { ...measured, figures: [...measured.figures, ...lost] };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
