import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Api } from '../api/api.ts';
import type { ToldPerson, ToldSubmission } from '../api/told.ts';
import { isOwnReviewer, mayDo, objection } from '../rights.ts';
import type { Deed } from '../rights.ts';
import { linkTo } from '../route.ts';
import { isoOfInput, localInput } from '../local-time.ts';
import type { AskedField, Question } from './ask-dialog.ts';

export interface DeedsPart {
  readonly person: ToldPerson;
  readonly submission: ToldSubmission;
  /** The version of it that the page shows with its report. */
  readonly seen: number;
  readonly api: Api;
  readonly ask: (question: Question) => void;
  /** What it is after something was done. */
  readonly changed: (submission: ToldSubmission) => void;
}

/** The buttons for what one may do with a submission now. */
export function deeds(part: DeedsPart): TemplateResult {
  const { person, submission, ask } = part;
  const button = (deed: Exclude<Deed, 'supersede'>, words: string, look = ''): TemplateResult | typeof nothing =>
    mayDo(person, submission, deed)
      ? html`<button
          type="button"
          class=${look}
          data-deed=${deed}
          @click=${() => {
            ask(questions[deed](part));
          }}
        >
          ${words}
        </button>`
      : nothing;
  const { id } = submission;
  return html`<div class="buttons deeds" role="group" aria-label="What to do">
      ${button('accept', 'Accept', 'main')} ${button('reject', 'Reject')} ${button('comment', 'Comment')}
      ${button('check', 'Check again')} ${button('embargo', 'Set embargo')}
      ${
        mayDo(person, submission, 'supersede')
          ? html`<a class="button" data-deed="supersede" href=${linkTo({ view: 'upload', supersedes: id })}
              >Send another in its place</a
            >`
          : nothing
      }
      ${button('withdraw', 'Withdraw')}
    </div>
    ${
      isOwnReviewer(person, submission) && submission.state === 'checked'
        ? html`<p class="note">It is of your own organisation: a reviewer of another one decides.</p>`
        : nothing
    }`;
}

const reason: AskedField = {
  name: 'reason',
  label: 'Reason',
  kind: 'lines',
  longest: 2000,
  hint: 'It stays in the history for everybody who may see the submission.',
};

const questions: Readonly<Record<Exclude<Deed, 'supersede'>, (part: DeedsPart) => Question>> = {
  accept: ({ submission, seen, api, changed }) => {
    const why = objection(submission);
    const embargo = inputOf(submission.embargoUntil);
    return {
      title: 'Accept the submission',
      words:
        why === null
          ? 'Its results become public, at the end of the embargo where there is one.'
          : `Its results become public although ${why}; say why.`,
      fields: [
        { ...reason, isRequired: why !== null },
        { name: 'embargo', label: 'Embargo until', kind: 'time', value: embargo },
      ],
      submit: 'Accept',
      act: async (values) => {
        const until = values['embargo'] ?? '';
        const isSame = until === embargo;
        const embargoUntil = isSame ? undefined : isoOfInput(until);
        changed(await api.accept(submission.id, seen, values['reason'] || null, embargoUntil));
      },
    };
  },
  reject: ({ submission, seen, api, changed }) => ({
    title: 'Reject the submission',
    words:
      submission.state === 'accepted'
        ? 'Its results vanish from the leaderboard. Its submitter reads why.'
        : 'Its results do not become public. Its submitter reads why.',
    fields: [{ ...reason, isRequired: true }],
    submit: 'Reject',
    isGrave: true,
    act: async (values) => {
      changed(await api.reject(submission.id, seen, values['reason'] ?? ''));
    },
  }),
  comment: (part) => commentQuestion(part, null, 'the submission'),
  check: ({ submission, api, changed }) => ({
    title: 'Check it again',
    words: 'It goes back into the queue. The report of the last check stays until the next one is there.',
    fields: [],
    submit: 'Check again',
    act: async () => {
      changed(await api.checkAgain(submission.id));
    },
  }),
  embargo: ({ submission, api, changed }) => ({
    title: 'Set an embargo',
    words:
      submission.state === 'accepted'
        ? 'Its results are not shown before; what is public already vanishes until then. Left empty: no embargo.'
        : 'Once accepted, its results are not shown before. Left empty: no embargo.',
    fields: [{ name: 'until', label: 'Until', kind: 'time', value: inputOf(submission.embargoUntil) }],
    submit: 'Set',
    act: async (values) => {
      changed(await api.setEmbargo(submission.id, isoOfInput(values['until'] ?? '')));
    },
  }),
  withdraw: ({ submission, api, changed }) => ({
    title: 'Withdraw the submission',
    words:
      submission.state === 'accepted'
        ? 'Its results vanish from the leaderboard. This cannot be undone; it can be sent once more.'
        : 'It is not reviewed any more. This cannot be undone; it can be sent once more.',
    fields: [reason],
    submit: 'Withdraw',
    isGrave: true,
    act: async (values) => {
      changed(await api.withdraw(submission.id, values['reason'] || null));
    },
  }),
};

/** @param finding its place in the report; null: about the whole */
export function commentQuestion(
  { submission, api, changed }: Pick<DeedsPart, 'submission' | 'api' | 'changed'>,
  finding: number | null,
  about: TemplateResult | string,
): Question {
  return {
    title: 'Comment',
    words: about,
    fields: [{ name: 'text', label: 'Comment', kind: 'lines', isRequired: true, hint: 'Its submitter reads it too.' }],
    submit: 'Comment',
    act: async (values) => {
      changed(await api.comment(submission.id, finding, values['text'] ?? ''));
    },
  };
}

/** What a field begins with: an embargo that is over counts as none. */
function inputOf(iso: string | null): string {
  const until = iso === null ? null : new Date(iso);
  return until === null || until <= new Date() ? '' : localInput(until);
}
