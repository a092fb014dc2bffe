import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { failure } from '../../../harness/errors.ts';
import { fileProblem } from '../../file-problem.ts';
import type { LookUp } from './named-things.ts';
import { parseRubric } from './parse-rubric.ts';
import type { Rubric } from './rubric.ts';

/** A rubric has some kilobytes; YAML can be made to take long to read. */
const mostFileBytes = 64 * 2 ** 10;

/**
 * Reads a rubric, with defaults filled in and paths from its folder resolved.
 * @throws BenchError rubric.unreadable; rubric.invalid with all that is wrong, by line
 */
export async function readRubric(file: string): Promise<Rubric> {
  return parseRubric(await textOf(file), resolve(file), onDisk);
}

/** The rubric that `grade init` writes: every key explained, and ready to grade models of the built-in data. */
export function rubricTemplate(): string {
  return readFileSync(new URL('template.yaml', import.meta.url), 'utf8');
}

async function textOf(file: string): Promise<string> {
  const refuse = (problem: string, cause?: unknown): Error =>
    failure('rubric.unreadable', { file, problem }, cause === undefined ? {} : { cause });
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > mostFileBytes) throw refuse(`it has ${size} bytes, and a rubric no more than ${mostFileBytes}`);
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'remedy' in error) throw error;
    throw refuse(fileProblem(error), error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw refuse('it is no UTF-8 text', error);
  }
}

const onDisk: LookUp = (path) => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  return found.isDirectory() ? 'folder' : 'file';
};
