import { costsOf } from '../../submissions/grading/outputs/costs.ts';
import type { CostPart } from '../../submissions/grading/outputs/costs.ts';
import type { Feedback, ToldCriterion, ToldHandIn } from '../../submissions/grading/outputs/feedback.ts';
import { problemPlace, problemsTitle } from '../../submissions/grading/outputs/problem-place.ts';
import { standingSentence } from '../../submissions/grading/outputs/standing-sentence.ts';
import { hiddenSentence } from '../../submissions/grading/outputs/told-grades.ts';
import { figureText } from '../../submissions/grading/rubric/figure-text.ts';
import { plainText } from '../data/plain-text.ts';
import { table } from '../pages/facts.ts';
import { html } from '../pages/html.ts';
import type { Html, HtmlValue } from '../pages/html.ts';
import { shareBar, stackedBar, swatch } from './bars.ts';
import { gradingPage } from './grading-page.ts';
import { standingStrip } from './standing-strip.ts';

const longestSentence = 600;

/** A student's feedback as a page of one file. */
export function feedbackPage(feedback: Feedback, program: string): string {
  const { assignment, student, hidden, handIn, choice, total, of, standing } = feedback;
  const name = plainText(student.name);
  const body = html`<p class="crumbs"><bdi>${plainText(assignment)}</bdi></p>
    <h1>
      <bdi>${name}</bdi> <small><bdi>${plainText(student.id)}</bdi></small>
    </h1>
    <p class="total">
      <strong>${total}</strong> of ${of} points ${hidden !== null && html`<span class="badge info">open part</span>`}
    </p>
    ${shareBar(total, of)} ${hidden !== null && html`<p class="note">${hiddenSentence(hidden)}</p>`}
    ${handIn === null ? html`<p>Nothing was handed in.</p>` : html`<p>${handInWords(handIn)}</p>`}
    ${choice !== null && html`<p>${sentence(choice)}</p>`} ${problems(feedback)} ${criteria(feedback)}
    ${conditions(feedback)} ${steps(feedback)} ${costs(feedback)}
    ${
      standing !== null &&
      html`<h2>In the class</h2>
        ${standingStrip(standing, total, of)}
        <p>${standingSentence(standing, total)}</p>`
    }
    ${others(feedback)}`;
  return gradingPage({
    title: `${assignment}: ${student.name}`,
    program,
    body,
    foot: 'Every figure was measured from what was handed in, in the same way for all.',
  });
}

function sentence(text: string): Html {
  return html`<bdi>${plainText(text, longestSentence)}</bdi>`;
}

function handInWords({ name, attempt, at, lateness }: ToldHandIn): Html {
  return html`Hand-in <bdi class="path">${plainText(name)}</bdi>, attempt
    ${attempt}${at !== null && `, handed in ${at}`}. ${lateness !== null && sentence(lateness)}`;
}

function problems({ problems: found, missingFiles }: Feedback): Html | null {
  if (found.length + missingFiles.length === 0) return null;
  return html`<h2>${problemsTitle(found, missingFiles)}</h2>
    <ul class="findings">
      ${found.map((problem) => {
        const { severity, message, remedy } = problem;
        const place = problemPlace(problem);
        return html`<li>
          <p>
            <span class="badge ${severity === 'fatal' ? 'error' : severity}">${severity}</span> ${sentence(message)}
            ${place !== null && html`<bdi class="path place">${plainText(place, 300)}</bdi>`}
          </p>
          ${remedy !== '' && html`<p>→ ${sentence(remedy)}</p>`}
        </li> `;
      })}
      ${missingFiles.map(
        (pattern) =>
          html`<li>
            <p>
              <span class="badge error">missing</span> There is no file <bdi class="path">${plainText(pattern)}</bdi>.
            </p>
          </li> `,
      )}
    </ul>`;
}

function criteria({ criteria: all }: Feedback): Html | null {
  if (all.length === 0) return null;
  return html`<h2>Criteria</h2>
    <ul class="criteria">
      ${all.map(criterionItem)}
    </ul>`;
}

function criterionItem({ title, points, weight, isExtra, why, next, ...rest }: ToldCriterion): Html {
  return html`<li>
    <h3>
      <bdi>${plainText(title)}</bdi> ${isExtra && html`<span class="badge info">extra</span>`}
      <span class="points"><strong>${points}</strong> of ${weight}</span>
    </h3>
    ${shareBar(points, weight)}
    <p>${valueWords(rest)} ${sentence(why)}</p>
    ${next !== null && html`<p class="next">Next: ${sentence(next)}</p>`}
  </li> `;
}

function valueWords({
  value,
  basis,
  kind,
  judgedBy,
}: Pick<ToldCriterion, 'value' | 'basis' | 'kind' | 'judgedBy'>): Html | null {
  if (value === null) return null;
  const isMadeUp = kind === 'estimated' || kind === 'simulated';
  return html`<strong class="value">${value}</strong> ${isMadeUp && html`<span class="badge ${kind}">${kind}</span> `}
    ${judgedBy !== null && html`judged as <strong class="value">${judgedBy}</strong> `}
    ${basis !== null && html`<small>(${sentence(basis)})</small>`}<br />`;
}

function conditions({ conditions: all }: Feedback): Html | null {
  if (all.length === 0) return null;
  return html`<h2>Conditions</h2>
    <ul class="findings">
      ${all.map(
        ({ title, holds, why, leaves }) =>
          html`<li>
            <p>
              <span class="badge ${holds ? 'valid' : 'invalid'}">${holds ? 'holds' : 'does not hold'}</span>
              <strong><bdi>${plainText(title)}</bdi></strong>
            </p>
            <p>${sentence(why)} ${leaves}</p>
          </li> `,
      )}
    </ul>`;
}

function steps({ steps: all }: Feedback): Html | null {
  if (all.length === 0) return null;
  return html`<h2>How the total comes about</h2>
    ${table(
      'From the sum of the criteria to the total',
      [{ title: 'Step' }, { title: 'Points', isNumber: true }],
      all.map(({ what, points }) => [sentence(what), String(points).replace('-', '−')]),
    )}`;
}

function costs({ model }: Feedback): Html | null {
  if (model === null) return null;
  const { flash, sram, operators } = costsOf(model.costs);
  const longest = Math.max(0, ...operators.map(({ share }) => share));
  return html`<h2>What the model costs</h2>
    ${memory('Flash', figureText('flash', model.costs.flashBytes), flash)}
    ${memory('SRAM at the peak', figureText('sram', model.costs.sramBytes), sram)}
    <h3>Time by operator</h3>
    ${table(
      'Operators in their order, with their part of the time of an inference',
      [
        { title: 'Operator' },
        { title: 'Time', isNumber: true },
        { title: 'Chart' },
        { title: 'Multiply-accumulates', isNumber: true },
        { title: 'Output' },
      ],
      operators.map(({ name, shape, macs, share }): HtmlValue[] => [
        html`<bdi>${plainText(name, 60)}</bdi>`,
        percent(share),
        shareBar(share, longest),
        figureText('macs', macs),
        html`<span class="whole">${plainText(shape, 60)}</span>`,
      ]),
    )}`;
}

function memory(title: string, whole: string, parts: readonly CostPart[]): Html {
  return html`<h3>${title} <span class="points">${whole}</span></h3>
    ${stackedBar(parts.map(({ share }) => share))}
    ${table(
      `${title}, by its parts`,
      [{ title: 'Part' }, { title: 'Size', isNumber: true }, { title: 'Share', isNumber: true }],
      parts.map(({ name, value, share }, index) => [
        html`${swatch(index)} <bdi>${plainText(name, 80)}</bdi>`,
        figureText('flash', value),
        percent(share),
      ]),
    )}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function others({ others: all }: Feedback): Html | null {
  if (all.length === 0) return null;
  return html`<h2>Other hand-ins</h2>
    <ul>
      ${all.map(
        (handIn) =>
          html`<li>
            ${handInWords(handIn)} ${handIn.isTooLate ? 'It is not taken.' : `It would give ${handIn.total}.`}
          </li> `,
      )}
    </ul>`;
}
