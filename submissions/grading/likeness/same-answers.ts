import type { MeasuredHandIn } from '../scoring/grades.ts';
import { readAnswers } from './answers.ts';
import type { RowAnswer } from './answers.ts';
import { likenessOf, namesOf } from './class-hand-ins.ts';
import { groupsBy, linkedPairs } from './grouping.ts';
import type { Likeness, LikenessOptions } from './likeness.ts';
import { ClassErrors } from './class-errors.ts';
import type { SharedErrors } from './class-errors.ts';

/** So many wrong answers, all others the same as well, are listed whatever the class does. */
const fewestIdentical = 10;
/** A smaller class tells too little of which rows are hard. */
const smallestClass = 8;
const mostTold = 5;
/** Scores to three places: so many rows of them, and so many different ones. */
const fewestScores = 20;
const fewestDifferentScores = 10;

interface Answers {
  readonly handIn: MeasuredHandIn;
  readonly rows: readonly (RowAnswer | null)[];
}

/** Hand-ins whose models err alike beyond what chance and the hardness of the rows allow. Never more than a hint. */
export function sameAnswers(all: readonly MeasuredHandIn[], { givenModels = [] }: LikenessOptions): Likeness[] {
  const given = new Set(givenModels.map(({ graphSha256 }) => graphSha256));
  const latest = latestAnswers(all.filter(({ measured }) => !given.has(measured.model?.graphSha256 ?? '')));
  const identical = identicalAnswers(latest);
  const told = new Set(identical.flatMap(({ pairs }) => pairs));
  return [...identical.map(({ likeness }) => likeness), ...aboveChance(latest, told)];
}

/** One a student, all with as many rows as most have. */
function latestAnswers(all: readonly MeasuredHandIn[]): Answers[] {
  const latest = new Map<string, MeasuredHandIn>();
  for (const handIn of all) {
    const before = latest.get(handIn.handIn.student.id);
    if ((handIn.measured.model?.answers ?? '') === '') continue;
    if (before === undefined || before.handIn.attempt <= handIn.handIn.attempt) {
      latest.set(handIn.handIn.student.id, handIn);
    }
  }
  const answers = [...latest.values()].map((handIn) => ({
    handIn,
    rows: readAnswers(handIn.measured.model?.answers ?? ''),
  }));
  const counts = new Map<number, number>();
  for (const { rows } of answers) counts.set(rows.length, (counts.get(rows.length) ?? 0) + 1);
  const [usual] = [...counts].sort(([a, x], [b, y]) => y - x || b - a).map(([rows]) => rows);
  return answers.filter(({ rows }) => rows.length === usual);
}

function identicalAnswers(latest: readonly Answers[]): { likeness: Likeness; pairs: string[] }[] {
  const groups = groupsBy(latest, ({ handIn }) => handIn.measured.model?.answers ?? '');
  return [...groups.values()].flatMap((group) => {
    const rows = group[0]?.rows ?? [];
    const wrong = rows.filter((row) => row?.isWrong === true).length;
    const scores = rows.filter((row) => row?.isWrong === null).map((row) => row?.said);
    const areScores = scores.length >= fewestScores && new Set(scores).size >= fewestDifferentScores;
    if (group.length < 2 || (wrong < fewestIdentical && !areScores)) return [];
    const handIns = group.map(({ handIn }) => handIn);
    const what = areScores ? `${scores.length} scores to three places` : `answers, ${wrong} of them wrong`;
    const count = areScores ? '' : `${rows.length} `;
    const sentence = `The models in ${namesOf(handIns)} give the same ${count}${what}.`;
    const pairs = handIns.flatMap((a) => handIns.map((b) => pairKey(a, b)));
    return [{ likeness: likenessOf('same-answers', 'hint', handIns, [sentence]), pairs }];
  });
}

function aboveChance(latest: readonly Answers[], told: ReadonlySet<string>): Likeness[] {
  const judged = latest.filter(({ rows }) => rows.every((row) => row === null || row.isWrong !== null));
  if (judged.length < smallestClass) return [];
  const errors = new ClassErrors(
    judged.map(({ rows }) => rows.map((row) => (row?.isWrong === true ? row.said : null))),
  );
  const pairs = errors.beyondChance().flatMap((shared) => {
    const [a, b] = [judged[shared.a]?.handIn, judged[shared.b]?.handIn];
    return a === undefined || b === undefined || told.has(pairKey(a, b)) ? [] : [{ a, b, shared }];
  });
  return linkedPairs(pairs).map((linked) => {
    const sorted = [...linked].sort((x, y) => x.shared.chance - y.shared.chance || y.shared.shared - x.shared.shared);
    const evidence = sorted.slice(0, mostTold).map(({ a, b, shared }) => sentenceOf(shared, [a, b]));
    const more = linked.length > mostTold ? [`And ${linked.length - mostTold} more pairs of these.`] : [];
    const handIns = linked.flatMap(({ a, b }) => [a, b]);
    return likenessOf('same-answers', 'hint', handIns, [...evidence, ...more]);
  });
}

function sentenceOf({ shared, expected, chance, wrong }: SharedErrors, handIns: readonly MeasuredHandIn[]): string {
  return (
    `The models in ${namesOf(handIns)} give the same wrong answer to ${shared} rows (they are wrong at ${wrong[0]} and ` +
    `${wrong[1]}); from how hard the rows are for the class, ${expected.toFixed(1)} were to be expected, and so many in ` +
    `one of all pairs come by chance with a probability of ${chance.toPrecision(1)}.`
  );
}

function pairKey(a: MeasuredHandIn, b: MeasuredHandIn): string {
  return JSON.stringify([a.handIn.student.id, b.handIn.student.id].sort());
}
