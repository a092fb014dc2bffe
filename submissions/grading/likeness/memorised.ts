import type { Figure } from '../measuring/measured.ts';
import type { DataPart } from '../rubric/rubric.ts';
import type { MeasuredHandIn } from '../scoring/grades.ts';
import { likenessOf, namesOf } from './class-hand-ins.ts';
import { groupsBy } from './grouping.ts';
import type { Likeness } from './likeness.ts';
import { leastDifference } from './two-proportions.ts';

/** Deviations of a normal distribution: so far off by chance are 1 in 10 000 models, and 1 in 700. */
const strongZ = 3.7;
const hintZ = 3;
/** From so many students on, a difference that the class has as well is put down to the data. */
const fewestForClass = 5;

interface BothParts {
  readonly handIn: MeasuredHandIn;
  readonly public: Share;
  readonly hidden: Share;
  readonly difference: number;
}

interface Share {
  readonly value: number;
  readonly samples: number;
  readonly basis: string;
}

/**
 * Models that are better on the public data than on the hidden ones by more than sampling makes one, and more than the
 * class is. Of shares of samples only: of an AUC there is no such interval here.
 */
export function memorised(all: readonly MeasuredHandIn[]): Likeness[] {
  const both = all.flatMap((handIn) => bothParts(handIn) ?? []);
  const ofClass = classDifference(both);
  return both.flatMap((parts) => {
    const bound = Math.max(0, ofClass ?? 0);
    const lower = (z: number): number => leastDifference(parts.public, parts.hidden, z);
    if (lower(hintZ) <= bound) return [];
    const isStrong = lower(strongZ) > bound;
    const rest = ofClass === null ? '' : ` In the middle of the class the difference is ${points(ofClass)}.`;
    const sentence =
      `${namesOf([parts.handIn])}: ${percent(parts.public)} on the public data and ${percent(parts.hidden)} on the ` +
      `hidden ones. Sampling alone leaves a difference of ${points(lower(isStrong ? strongZ : hintZ))} or more.${rest}`;
    return [likenessOf('memorised', isStrong ? 'strong' : 'hint', [parts.handIn], [sentence])];
  });
}

function bothParts(handIn: MeasuredHandIn): BothParts | null {
  const [onPublic, onHidden] = [shareOn(handIn, 'public'), shareOn(handIn, 'hidden')];
  if (onPublic === null || onHidden === null) return null;
  return { handIn, public: onPublic, hidden: onHidden, difference: onPublic.value - onHidden.value };
}

function shareOn({ measured }: MeasuredHandIn, part: DataPart): Share | null {
  const isIt = ({ measure, data }: Figure): boolean => measure === 'accuracy' && data === part;
  const figure = measured.figures.find(isIt);
  if (figure?.samples === undefined || figure.samples <= 0) return null;
  return { value: figure.value, samples: figure.samples, basis: figure.basis };
}

/** The median over students, each by their own median; null for a small class. */
function classDifference(both: readonly BothParts[]): number | null {
  const byStudent = groupsBy(both, ({ handIn: { handIn } }) => handIn.student.id);
  if (byStudent.size < fewestForClass) return null;
  return median([...byStudent.values()].map((own) => median(own.map(({ difference }) => difference))));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? 0)) / 2;
}

function percent({ value, basis }: Share): string {
  return `${(100 * value).toFixed(1)} % (${basis})`;
}

function points(difference: number): string {
  return `${(100 * difference).toFixed(1)} points`;
}
