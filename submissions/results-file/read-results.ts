import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { failure } from '../../harness/errors.ts';
import { resultsFormat, resultsVersion } from './results-file.ts';
import type { ResultsFile } from './results-file.ts';

const schemaFile = new URL('./results.schema.json', import.meta.url);
const mostProblems = 3;

let compiled: ((value: unknown) => readonly string[]) | undefined;

/** Where a value departs from `results.schema.json`; nothing where it does not. */
export function resultsProblems(value: unknown): readonly string[] {
  compiled ??= compile();
  return compiled(value);
}

/**
 * Reads the text of a results file.
 * @param name what to call it in messages
 * @throws BenchError results.unreadable
 */
export function parseResults(text: string, name: string): ResultsFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const problem = `it is no JSON${lineOf(cause, text)} (${cause instanceof Error ? cause.message : String(cause)})`;
    throw failure('results.unreadable', { file: name, problem }, { cause });
  }
  if (isResultsFile(value)) return value;
  const problem = hasFormat(value) ? problemOf(value) : 'it does not say that it is a results file';
  throw failure('results.unreadable', { file: name, problem });
}

/** The beginning of every results file, by which it is told from other JSON. */
export function looksLikeResults(beginning: string): boolean {
  return new RegExp(`^\\s*\\{\\s*"format":\\s*"${resultsFormat}"`).test(beginning);
}

function isResultsFile(value: unknown): value is ResultsFile {
  return hasFormat(value) && resultsProblems(value).length === 0;
}

function problemOf(value: { readonly version?: unknown }): string {
  const { version } = value;
  return typeof version === 'number' && version > resultsVersion
    ? `its form has version ${version}, and this program reads version ${resultsVersion}: use a newer boardbench`
    : resultsProblems(value).join('; ');
}

/** The line that an error of JSON.parse tells of by a position, or by what stands around it. */
function lineOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : '';
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const [, around] = /\.\.\."(.+)"\.\.\. is not valid JSON/s.exec(message) ?? [];
  const at = position === undefined ? text.indexOf(around ?? '') : Number(position);
  const isKnown = (position !== undefined || around !== undefined) && at >= 0;
  return isKnown ? ` in line ${text.slice(0, at).split('\n').length}` : '';
}

function hasFormat(value: unknown): value is { readonly format: unknown; readonly version?: unknown } {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === resultsFormat;
}

function compile(): (value: unknown) => readonly string[] {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? [])
          .slice(0, mostProblems)
          .map(
            ({ instancePath, message, params }) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`,
          );
}
