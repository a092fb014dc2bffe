import { readFile } from 'node:fs/promises';
import { failure } from '../../../harness/errors.ts';
import { fileProblem } from '../../file-problem.ts';
import type { Student } from '../hand-ins/hand-in.ts';

/** Who handed in, when, for the how-manieth time. */
export interface SubmissionMetadata {
  readonly student: Student;
  readonly handedInAt: Date | null;
  readonly attempt: number;
}

/**
 * Reads `submission_metadata.json`, which Gradescope puts into the container beside a submission
 * (gradescope-autograders.readthedocs.io, "Submission Metadata"). A group is one student with all names.
 * @throws BenchError grade.metadata
 */
export async function readSubmissionMetadata(file: string): Promise<SubmissionMetadata> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is no JSON' : fileProblem(error);
    throw failure('grade.metadata', { file, problem }, { cause: error });
  }
  const fields = fieldsOf(value);
  const users = (Array.isArray(fields['users']) ? fields['users'] : []).map(fieldsOf);
  const previous = fields['previous_submissions'];
  const texts = (name: string): string[] => users.flatMap((user) => textOf(user[name]) ?? []);
  const [email = null] = texts('email');
  const id = texts('id').join('+');
  return {
    student: { id: id === '' ? 'student' : id, name: texts('name').join(', ') || id || 'student', email },
    handedInAt: timeOf(fields['created_at']),
    attempt: 1 + (Array.isArray(previous) ? previous.length : 0),
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function timeOf(value: unknown): Date | null {
  const time = new Date(typeof value === 'string' ? value : NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}
