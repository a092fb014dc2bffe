import type { YamlPath } from '../../../workloads/own/located-yaml.ts';
import type { Complaints } from './complaints.ts';
import { figureText } from './figure-text.ts';
import type { ConditionPart, CriterionPart, Written } from './rubric-file.ts';
import { measureFacts } from './rubric.ts';
import type { Condition, Criterion, DataPart, Measure, Scoring, Step } from './rubric.ts';

/** The criteria that are sound; what is wrong with the others goes to the complaints. */
export function criteriaOf(parts: readonly CriterionPart[], complaints: Complaints): Criterion[] {
  complainOfDoubles(parts, complaints);
  return parts.flatMap((part, index) => {
    const path = ['criteria', index];
    const isWhole = complaints.isSound(path);
    if (!complaints.isSound([...path, 'measure']) || !isNamed(part)) return [];
    complainOfData(part, path, complaints);
    const scoring = scoringOf(part, path, complaints);
    if (scoring === null || !isWhole) return [];
    if (!hasTwoDecimals(part.weight)) complaints.add([...path, 'weight'], 'must have no more than two decimals');
    const { id, measure, weight } = part;
    const data = part.data ?? 'public';
    const title = part.title ?? titleOf(measure, data);
    return [{ id, title, measure, data, weight, isExtra: part.extra ?? false, scoring }];
  });
}

/** The weights of what is not extra must be all of the points. */
export function complainOfSum(parts: readonly CriterionPart[], points: unknown, complaints: Complaints): void {
  if (typeof points !== 'number') return;
  if (!hasTwoDecimals(points)) {
    complaints.add(['points'], 'must have no more than two decimals');
    return;
  }
  if (parts.length === 0 || !parts.every(hasWeight)) return;
  const counted = parts.filter(({ extra }) => extra !== true);
  const sum = counted.reduce((whole, { weight }) => whole + Math.round(weight * 100), 0) / 100;
  if (Math.abs(sum - points) < 0.005) return;
  const weights = counted.map(({ weight }) => weight).join(' + ');
  complaints.add(['points'], `is ${points}, but the weights of the criteria add up to ${sum} (${weights || 'none'})`);
}

/** The conditions that are sound. */
export function conditionsOf(parts: readonly ConditionPart[], complaints: Complaints): Condition[] {
  return parts.flatMap((part, index) => {
    const path = ['conditions', index];
    if (!complaints.isSound(path) || !isNamed(part)) return [];
    complainOfData(part, path, complaints);
    const bound = boundOf(part, path, complaints);
    const written = part['otherwise-at-most'] ?? 0;
    const otherwiseAtMost = complaints.share([...path, 'otherwise-at-most'], written);
    if (bound === null || otherwiseAtMost === null) return [];
    const { measure } = part;
    const data = part.data ?? 'public';
    const side = measureFacts[measure].better === 'higher' ? 'at least' : 'at most';
    const title = part.title ?? `${titleOf(measure, data)}: ${side} ${figureText(measure, bound)}`;
    return [{ title, measure, data, bound, otherwiseAtMost }];
  });
}

function boundOf(part: ConditionPart, path: YamlPath, complaints: Complaints): number | null {
  const isHigherBetter = measureFacts[part.measure].better === 'higher';
  const [right, wrong] = isHigherBetter ? (['at-least', 'at-most'] as const) : (['at-most', 'at-least'] as const);
  const written = part[right];
  if (part[wrong] !== undefined) {
    const way = isHigherBetter ? 'more is better' : 'less is better';
    complaints.add([...path, wrong], `is the wrong way round: of ${part.measure} ${way}, so say ${right}`);
    return null;
  }
  if (written === undefined) {
    complaints.add(path, `says nothing of what must hold: ${right} is missing`);
    return null;
  }
  return figureOf([...path, right], written, part.measure, complaints);
}

function scoringOf(part: CriterionPart, path: YamlPath, complaints: Complaints): Scoring | null {
  const { thresholds, linear, rank } = part;
  const given = [thresholds, linear, rank].filter((scoring) => scoring !== undefined).length;
  if (given !== 1) {
    const found = given === 0 ? 'none' : 'more than one';
    complaints.add(path, `must have one of thresholds, linear and rank, and has ${found}`);
    return null;
  }
  const [way = ''] = ['thresholds', 'linear', 'rank'].filter((key) => Object.hasOwn(part, key));
  if (!complaints.isSound([...path, way])) return null;
  if (thresholds !== undefined) return stepsOf(part.measure, thresholds, [...path, 'thresholds'], complaints);
  if (linear !== undefined) return linearOf(part.measure, linear, [...path, 'linear'], complaints);
  const last = complaints.share([...path, 'rank', 'last'], rank?.last ?? 0);
  if (last === 1) complaints.add([...path, 'rank', 'last'], 'gives everybody everything');
  return last === null ? null : { kind: 'rank', last };
}

function stepsOf(
  measure: Measure,
  parts: NonNullable<CriterionPart['thresholds']>,
  path: YamlPath,
  complaints: Complaints,
): Scoring | null {
  const steps: Step[] = [];
  parts.forEach((part, index) => {
    const at = figureOf([...path, index, 'at'], part.at, measure, complaints);
    const share = complaints.share([...path, index, 'share'], part.share);
    if (at !== null && share !== null) steps.push({ at, share });
  });
  if (steps.length < parts.length) return null;
  const isHigherBetter = measureFacts[measure].better === 'higher';
  for (const [index, { at, share }] of steps.entries()) {
    const before = steps[index - 1];
    if (before === undefined) continue;
    if (share <= before.share) {
      complaints.add([...path, index, 'share'], 'must be more than that of the step before it: the least comes first');
    }
    if (isHigherBetter ? at <= before.at : at >= before.at) {
      const way = isHigherBetter ? 'more' : 'less';
      complaints.add(
        [...path, index, 'at'],
        `is the wrong way round: of ${measure} ${way} is better, so a greater share needs ${way} than the ` +
          `${figureText(measure, before.at)} of the step before it`,
      );
    }
  }
  const most = steps.at(-1)?.share ?? 0;
  if (most < 1 && steps.every(({ share }) => share < 1)) {
    complaints.add(
      [...path, steps.length - 1, 'share'],
      `is the most that can be reached, and must be 100 %: lower the weight instead`,
    );
  }
  return { kind: 'thresholds', steps };
}

function linearOf(
  measure: Measure,
  part: NonNullable<CriterionPart['linear']>,
  path: YamlPath,
  complaints: Complaints,
): Scoring | null {
  const none = figureOf([...path, 'none'], part.none, measure, complaints);
  const full = figureOf([...path, 'full'], part.full, measure, complaints);
  if (none === null || full === null) return null;
  if (none === full) {
    complaints.add([...path, 'full'], 'is the same as none: between them the points go from nothing to all');
    return null;
  }
  const isHigherBetter = measureFacts[measure].better === 'higher';
  if (isHigherBetter !== full > none) {
    const way = isHigherBetter ? 'more' : 'less';
    complaints.add(
      [...path, 'full'],
      `is the wrong way round: of ${measure} ${way} is better, so full must be ${way} than none`,
    );
    return null;
  }
  return { kind: 'linear', none, full };
}

/** A value that a figure of this measure can have. */
function figureOf(path: YamlPath, written: Written, measure: Measure, complaints: Complaints): number | null {
  const { unit } = measureFacts[measure];
  if (unit === 'share') {
    if (isBareOne(written) && (measure === 'accuracy' || measure === 'accuracy-lost')) {
      complaints.add(path, 'may mean 1 % or 100 %: write one of these');
      return null;
    }
    return complaints.share(path, written);
  }
  const value = complaints.quantity(path, written, unit);
  if (value === null || value >= 0) return value;
  complaints.add(path, 'is less than nothing');
  return null;
}

function isBareOne(written: Written): boolean {
  return written === 1 || written === '1';
}

function complainOfData(
  { measure, data }: CriterionPart | ConditionPart,
  path: YamlPath,
  complaints: Complaints,
): void {
  if (data === undefined || measure === 'accuracy' || measure === 'accuracy-lost') return;
  complaints.add([...path, 'data'], `is for accuracy and accuracy-lost: ${measure} has nothing to do with data`);
}

function complainOfDoubles(parts: readonly CriterionPart[], complaints: Complaints): void {
  const places = new Map<string, number>();
  parts.forEach((part, index) => {
    const path = ['criteria', index, 'id'];
    if (!complaints.isSound(path) || typeof part.id !== 'string') return;
    const before = places.get(part.id);
    if (before === undefined) places.set(part.id, index);
    else complaints.add(path, `is ${part.id}, as is that of criteria.${before}: each needs its own`);
  });
}

function titleOf(measure: Measure, data: DataPart): string {
  const { title } = measureFacts[measure];
  return data === 'hidden' ? `${title} on the hidden part` : title;
}

/** So that the points shown, which have two decimals, add up. */
function hasTwoDecimals(number: number): boolean {
  return Math.abs(number * 100 - Math.round(number * 100)) < 1e-6;
}

/** Whether it says what it is about: nothing else of it can be understood without. */
function isNamed(part: { readonly measure?: Measure }): boolean {
  return part.measure !== undefined;
}

function hasWeight(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'weight' in part && typeof part.weight === 'number';
}
