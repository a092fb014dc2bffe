import { failure } from '../../harness/errors.ts';
import { readSystemDescription } from '../system-description.ts';
import type { Division } from '../submission.ts';
import { systemFields } from './system-fields.ts';

/** Who packs what: what a description must agree with. */
export interface PackedBy {
  readonly submitter: string;
  readonly division: Division;
}

/** Fields of a description by name, in the order of the rounds; those of one's own at the end. */
export type SystemValues = Readonly<Record<string, string>>;

/**
 * Reads a system description that is to be packed, stricter than those of others are read.
 * @param file what to call it in messages
 * @throws BenchError pack.system with all that is wrong
 */
export function packedSystem(text: string, file: string, by: PackedBy): SystemValues {
  const { pairs, problems } = readSystemDescription(text);
  const wrong = problems.map(({ line, message }) => `line ${line}: ${message}`);
  for (const { name, kind, line } of pairs) {
    if (kind !== 'string') wrong.push(`line ${line}: "${name}" must be a text in quotes`);
  }
  const values = new Map(pairs.map(({ name, value }) => [name.trim(), value.trim()]));
  return checked(values, wrong, file, by);
}

/**
 * The same of answers to questions.
 * @throws BenchError pack.system
 */
export function answeredSystem(answers: ReadonlyMap<string, string>, by: PackedBy): SystemValues {
  return checked(answers, [], 'the answers', by);
}

function checked(
  values: ReadonlyMap<string, string>,
  wrong: readonly string[],
  file: string,
  { submitter, division }: PackedBy,
): SystemValues {
  const problems = [...wrong];
  const named = values.get('Submitter') ?? '';
  if (named !== '' && named !== submitter) problems.push(`"Submitter" is ${named}, and --submitter ${submitter}`);
  const given = values.get('Division') ?? '';
  if (given !== '' && given.toLowerCase() !== division) {
    problems.push(`"Division" is ${given}, and --division ${division}`);
  }
  for (const { name, required, choices } of systemFields) {
    const value = values.get(name) ?? '';
    if (required === true && value === '') problems.push(`"${name}" is missing or empty`);
    if (choices !== undefined && value !== '' && !choices.includes(value)) {
      problems.push(`"${name}" is ${value}, not one of ${choices.join(', ')}`);
    }
  }
  if (problems.length > 0) throw failure('pack.system', { file, problems: problems.join('; ') });
  const own = [...values].filter(([name]) => systemFields.every((field) => field.name !== name));
  return {
    ...Object.fromEntries(systemFields.map(({ name }) => [name, values.get(name) ?? ''])),
    ...Object.fromEntries(own),
    Submitter: submitter,
    Division: division,
  };
}
