import type { InJson } from '../server/intake/in-json.ts';
import type { Person } from '../server/intake/person.ts';
import type { IntakeSubmission } from '../server/intake/submission.ts';
import { isRecord } from './answer.ts';

export type ToldSubmission = InJson<IntakeSubmission>;
export type ToldPerson = InJson<Person>;

/** Whether a document has what is asked of it here; a later server may tell more. */
export function isSubmission(value: unknown): value is ToldSubmission {
  return isRecord(value) && hasTexts(value, ['id', 'state', 'organisation', 'fileName', 'createdAt', 'sha256']);
}

export function isPerson(value: unknown): value is ToldPerson {
  return isRecord(value) && hasTexts(value, ['tokenId', 'role', 'organisation', 'label']);
}

export function hasTexts(value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}
