import type { Measured } from '../measuring/measured.ts';
import { figureText, figureTextApart } from '../rubric/figure-text.ts';
import { measureFacts } from '../rubric/rubric.ts';
import type { Criterion, Measure, Scoring } from '../rubric/rubric.ts';
import { countedFigure } from './counted-figure.ts';
import type { CriterionScore } from './grades.ts';
import { placeAmong } from './peers.ts';
import type { Peers, Placed } from './peers.ts';
import { roundPoints } from './points.ts';
import { isReached, shareOf } from './share-of.ts';

/** What a criterion gives a hand-in among its peers; nothing, with the reason, where it has no such figure. */
export function scoreCriterion(criterion: Criterion, measured: Measured, peers: Peers): CriterionScore {
  const { figure, why } = countedFigure(measured, criterion);
  if (figure === null) return { criterion, figure, judgedBy: null, share: 0, points: 0, why, next: null };
  const { measure, scoring, weight } = criterion;
  const { better } = measureFacts[measure];
  const placed = placeAmong(peers, criterion, figure);
  const share = shareOf(scoring, placed, better);
  const points = roundPoints(weight * share);
  return {
    criterion,
    figure,
    judgedBy: scoring.kind === 'thresholds' ? figure.value : placed.judgedBy,
    share,
    points,
    why: `${reason(measure, scoring, placed)}${scoring.kind === 'thresholds' ? '' : grouped(measure, placed)}`,
    next: nextOf(scoring, share, weight, points),
  };
}

/** What would give more than there is: the next step, or full marks on a line. */
function nextOf(scoring: Scoring, share: number, weight: number, points: number): CriterionScore['next'] {
  if (scoring.kind === 'rank') return null;
  const next =
    scoring.kind === 'linear'
      ? { value: scoring.full, points: roundPoints(weight) }
      : scoring.steps
          .filter((step) => step.share > share)
          .slice(0, 1)
          .map((step) => ({ value: step.at, points: roundPoints(weight * step.share) }))[0];
  return next !== undefined && next.points > points ? next : null;
}

function reason(measure: Measure, scoring: Scoring, placed: Placed): string {
  switch (scoring.kind) {
    case 'thresholds':
      return stepReason(measure, scoring.steps, placed);
    case 'linear':
      return lineReason(measure, scoring.none, scoring.full, placed);
    case 'rank': {
      if (placed.of === 1) return 'The only one of the class with such a figure.';
      return `Rank ${placed.rank} of ${placed.of} in the class; equals share the better rank.`;
    }
  }
}

function stepReason(
  measure: Measure,
  steps: Extract<Scoring, { kind: 'thresholds' }>['steps'],
  placed: Placed,
): string {
  const { better } = measureFacts[measure];
  const reached = steps.findLast(({ at }) => isReached(placed, at, better));
  const side = better === 'higher' ? 'at least' : 'at most';
  if (reached === undefined) {
    const [first] = steps;
    if (first === undefined) return 'There is no step to reach.';
    const judged = figureTextApart(measure, placed.value, first.at);
    return `${judged} does not reach the first step, ${side} ${figureText(measure, first.at)}.`;
  }
  const percent = figureText('files', reached.share);
  const isDoubtful = !isReached({ ...placed, band: 0 }, reached.at, better);
  const doubt = isDoubtful ? ' It is missed by no more than the board’s noise, so it counts as reached.' : '';
  return `Reaches the step ${side} ${figureText(measure, reached.at)}, which gives ${percent} of the points.${doubt}`;
}

function lineReason(measure: Measure, none: number, full: number, { judgedBy }: Placed): string {
  const [nothing, all] = [figureText(measure, none), figureText(measure, full)];
  const isUp = full > none;
  if (isUp ? judgedBy >= full : judgedBy <= full) return `All of the points from ${all} on.`;
  if (isUp ? judgedBy <= none : judgedBy >= none) {
    return `No points ${isUp ? 'up to' : 'from'} ${nothing}${isUp ? '' : ' on'}; all of them ${isUp ? 'from' : 'at'} ${all}.`;
  }
  return `Between ${nothing} (none of the points) and ${all} (all of them), in proportion.`;
}

function grouped(measure: Measure, { value, judgedBy, band }: Placed): string {
  if (judgedBy === value) return '';
  const percent = Number((100 * band).toPrecision(2));
  return (
    ` It is judged as ${figureTextApart(measure, judgedBy, value)}, the best of its group: figures that lie within the` +
    ` noise of the board (${percent} % from run to run) of the next one.`
  );
}
