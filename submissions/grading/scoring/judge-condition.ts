import type { Measured } from '../measuring/measured.ts';
import { figureText, figureTextApart } from '../rubric/figure-text.ts';
import { measureFacts } from '../rubric/rubric.ts';
import type { Condition } from '../rubric/rubric.ts';
import { countedFigure } from './counted-figure.ts';
import type { ConditionOutcome } from './grades.ts';
import { placeAmong } from './peers.ts';
import type { Peers } from './peers.ts';
import { isReached } from './share-of.ts';

/** Whether a condition holds; where there is no figure it does not. Noise leaves the same doubt as with thresholds. */
export function judgeCondition(condition: Condition, measured: Measured, peers: Peers): ConditionOutcome {
  const { figure, why } = countedFigure(measured, condition);
  if (figure === null) return { condition, figure, holds: false, why };
  const { measure, bound } = condition;
  const { better } = measureFacts[measure];
  const placed = placeAmong(peers, condition, figure);
  const holds = isReached(placed, bound, better);
  const isDoubtful = holds && !isReached({ ...placed, band: 0 }, bound, better);
  const asked = `${better === 'higher' ? 'at least' : 'at most'} ${figureText(measure, bound)}`;
  const found = figureTextApart(measure, figure.value, bound);
  const sentence = holds ? `${found}; ${asked} is asked for.` : `${found}, and ${asked} is asked for.`;
  const doubt = isDoubtful ? ' It is missed by no more than the board’s noise, so it holds.' : '';
  return { condition, figure, holds, why: `${sentence}${doubt}` };
}
