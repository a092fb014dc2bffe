import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../../harness/clock.ts';
import { textMost } from '../../intake/decisions.ts';
import type { Intake } from '../../intake/intake.ts';
import type { Person } from '../../intake/person.ts';
import type { IntakeSubmission } from '../../intake/submission.ts';
import { personOf } from '../bearer.ts';
import { embargoOf } from '../embargo.ts';
import * as schema from '../schemas.ts';
import type { JsonSchema } from '../schemas.ts';
import type { Services } from '../services.ts';
import { submissionJson } from '../to-json.ts';

const nullableReason = schema.orNull({ ...schema.writtenText(textMost), minLength: 0 });
const nullableEmbargo = schema.orNull(schema.embargo);
const nullableFinding = schema.orNull({
  type: 'integer',
  minimum: 0,
  maximum: 1_000_000,
  description: 'Its place in the last report, from 0; null: the submission as a whole.',
});

const seenVersion = {
  ...schema.eventNumber,
  description:
    'The `version` that was looked at: refused where it is another by now (`intake.changed`). Left out: any.',
};

/** Of all actions; the schema of each says which fields it has. */
interface DecisionBody {
  readonly reason?: string | null;
  readonly embargoUntil?: string | null;
  readonly finding?: number | null;
  readonly text?: string;
  readonly until?: string | null;
  readonly version?: number;
}

interface Decision {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly summary: string;
  readonly body: JsonSchema;
  readonly act: (person: Person, id: string, body: DecisionBody) => Promise<IntakeSubmission>;
}

/** What people do with submissions. */
export function decisionRoutes(app: FastifyInstance, { intake, clock }: Pick<Services, 'intake' | 'clock'>): void {
  for (const { method, path, summary, body, act } of decisions(intake, clock)) {
    app.route<{ Params: { id: string }; Body: DecisionBody | undefined }>({
      method,
      url: `/submissions/:id/${path}`,
      schema: {
        operationId: path,
        summary,
        tags: ['decisions'],
        params: schema.whole({ id: schema.submissionId }),
        body,
        response: schema.answers({ 200: schema.answer('The submission as it is now.', schema.one('Submission')) }),
      },
      // Where nothing is needed in the body, none is needed.
      preValidation: (request, _reply, done) => {
        request.body ??= {};
        done();
      },
      handler: async (request) => submissionJson(await act(personOf(request), request.params.id, request.body ?? {})),
    });
  }
}

function decisions(intake: Intake, clock: Clock): readonly Decision[] {
  return [
    {
      method: 'POST',
      path: 'withdraw',
      summary: 'Takes a submission back; what was published of it goes.',
      body: schema.object({ reason: nullableReason }),
      act: (person, id, { reason }) => intake.withdraw(person, id, { reason: reason ?? null }),
    },
    {
      method: 'POST',
      path: 'accept',
      summary: 'Accepts it, for reviewers; it is published when its embargo is over.',
      body: schema.object({ reason: nullableReason, embargoUntil: nullableEmbargo, version: seenVersion }),
      act: (person, id, { reason, embargoUntil, version }) =>
        intake.accept(person, id, {
          reason: reason ?? null,
          ...(version !== undefined && { version }),
          ...(embargoUntil === undefined ? {} : { embargoUntil: embargoOf(embargoUntil, clock) }),
        }),
    },
    {
      method: 'POST',
      path: 'reject',
      summary: 'Rejects it, for reviewers.',
      body: schema.object({ reason: nullableReason, version: seenVersion }),
      act: (person, id, { reason, version }) =>
        intake.reject(person, id, { reason: reason ?? '', ...(version !== undefined && { version }) }),
    },
    {
      method: 'POST',
      path: 'comments',
      summary: 'Says something of it, or of one finding of its last report; the history keeps of which check that was.',
      body: schema.object({ finding: nullableFinding, text: schema.writtenText(textMost) }, ['text']),
      act: (person, id, { finding, text }) =>
        intake.comment(person, id, { finding: finding ?? null, text: text ?? '' }),
    },
    {
      method: 'POST',
      path: 'check',
      summary: 'Has it checked once more, for reviewers.',
      body: schema.object({}),
      act: (person, id) => intake.checkAgain(person, id),
    },
    {
      method: 'PUT',
      path: 'embargo',
      summary: 'Sets until when it is not shown; null: no embargo.',
      body: schema.object({ until: nullableEmbargo }, ['until']),
      act: (person, id, { until }) => intake.setEmbargo(person, id, embargoOf(until, clock)),
    },
  ];
}
