import type { FastifyInstance } from 'fastify';
import { rounds } from '../../../submissions/submission.ts';
import { organisationPattern, roles } from '../intake/person.ts';
import { submissionStates } from '../intake/submission.ts';

/** JSON Schemas of what comes and goes, for validation and the OpenAPI document alike. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An object without other fields. */
export function object(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
  description?: string,
): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length === 0 ? {} : { required }),
    ...(description === undefined ? {} : { description }),
  };
}

/** One all of whose fields are there. */
export function whole(properties: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  return object(properties, Object.keys(properties), description);
}

export function orNull(schema: JsonSchema): JsonSchema {
  return { ...schema, nullable: true };
}

export function list(items: JsonSchema, description?: string): JsonSchema {
  return { type: 'array', items, ...(description === undefined ? {} : { description }) };
}

export const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const time = { type: 'string', format: 'date-time' };
const anything = { type: 'object', additionalProperties: true };

/** A text somebody wrote: no control characters but tabs and line ends, no halves of characters. */
export function writtenText(maxLength: number): JsonSchema {
  return {
    type: 'string',
    minLength: 1,
    maxLength,
    pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\p{Cs}]*$',
  };
}

export const submissionId = {
  type: 'string',
  pattern: '^[a-z0-9]{26}$',
  description: 'The id of a submission: 26 lower case letters and digits.',
};
export const tokenId = { type: 'string', pattern: '^[a-z0-9]{8}$', description: 'The public part of a token.' };
export const organisation = { type: 'string', pattern: organisationPattern };
export const role = { type: 'string', enum: roles };
export const round = { type: 'string', enum: rounds };
export const state = { type: 'string', enum: submissionStates };
export const limit = { type: 'integer', minimum: 1, maximum: 200, default: 50 };
export const eventNumber = { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 };
export const embargo = {
  ...time,
  description: 'ISO 8601 with a time zone, a time to come; it is not published before.',
};

const told = whole({ code: text, message: text, remedy: text });
const findings = whole({ error: count, warning: count, info: count });
const verdicts = whole({ valid: count, invalid: count, unverifiable: count });
const summary = whole({
  round: text,
  results: count,
  verdicts,
  findings,
  systems: list(text),
  program: text,
  seconds: { type: 'number', minimum: 0 },
});
const outcome = {
  ...object(
    { kind: { type: 'string', enum: ['checked', 'unreadable', 'failed'] }, summary, error: told },
    ['kind'],
    '`summary` of what was checked; `error` of what was unreadable or failed.',
  ),
};

const submissionFields = {
  id: submissionId,
  organisation: text,
  submittedBy: text,
  fileName: text,
  bytes: count,
  sha256: text,
  round: orNull(text),
  state,
  version: count,
  supersedes: orNull(text),
  embargoUntil: orNull(time),
  checks: count,
  outcome: orNull(outcome),
  createdAt: time,
  updatedAt: time,
};
const by = orNull(whole({ tokenId: text, label: text, organisation: text }));

/** What several routes answer, by the names under which the description lists it once. */
const shared = {
  Error: whole(
    { error: whole({ code: text, message: text, remedy: text, request: text }) },
    'What went wrong: a stable code, what happened, what to do, and the number of the request.',
  ),
  Submission: whole(submissionFields, 'A submission as it is now.'),
  Event: whole({ number: count, at: time, action: text, by, detail: anything }, 'A line of a history.'),
  AuditEntry: whole(
    {
      id: count,
      at: time,
      action: text,
      by,
      submission: orNull(text),
      number: orNull({ type: 'integer' }),
      detail: anything,
    },
    'A line of the audit log.',
  ),
  Person: whole({ tokenId: text, role, organisation: text, label: text }, 'Whose token it is.'),
  Token: whole(
    {
      id: text,
      role,
      organisation: text,
      label: text,
      createdAt: time,
      expiresAt: orNull(time),
      revokedAt: orNull(time),
    },
    'A token without its secret.',
  ),
} satisfies Readonly<Record<string, JsonSchema>>;

/** One that `shareSchemas` has told the server of. */
export function one(name: keyof typeof shared): JsonSchema {
  return { $ref: `${name}#` };
}

/** Tells the server what `one` names; routes are registered behind it. */
export function shareSchemas(app: FastifyInstance): void {
  for (const [name, schema] of Object.entries(shared)) app.addSchema({ $id: name, ...schema });
}

const json = 'application/json';
export const binary = { type: 'string', format: 'binary' };

/** An answer with what it is, and the type of its body: JSON where none is named. */
export function answer(description: string, schema: JsonSchema, type = json): JsonSchema {
  return { description, content: { [type]: { schema } } };
}

/** An answer without a body. */
export function emptyAnswer(description: string): JsonSchema {
  return { description, type: 'null' };
}

/** The answers of a route: its own, and errors of every status. */
export function answers(own: Readonly<Record<number, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  const ofError = (whose: string): JsonSchema => answer(`${whose}, told as every error is.`, one('Error'));
  return { ...own, '4xx': ofError("The asker's fault"), '5xx': ofError("The server's fault") };
}
