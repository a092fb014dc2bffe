import { BenchError } from '../harness/errors.ts';
import { readLenientObject } from './lenient-json.ts';
import type { LenientPair, LenientValue } from './lenient-json.ts';
import type { SystemDescription, SystemField, SystemProblem } from './submission.ts';
import type { FileTree } from './tree.ts';

const mostBytes = 1 << 20;

/** Reads a system description of a tree; a file that cannot be read has no fields and a problem that says so. */
export async function loadSystemDescription(tree: FileTree, path: string): Promise<SystemDescription> {
  try {
    return readSystemDescription(await tree.readText(path, mostBytes));
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    const problem: SystemProblem = { kind: 'malformed', line: 1, message: error.message, field: null };
    return { fields: new Map(), pairs: [], problems: [problem] };
  }
}

/**
 * Reads the text of a system description. Damaged JSON is read as far as it goes; of names that come twice the value
 * that is not empty counts, where JSON readers keep the last one and lose it.
 */
export function readSystemDescription(text: string): SystemDescription {
  const { pairs, problems } = readLenientObject(text);
  const fields = pairs.map(fieldOf);
  return {
    fields: fieldsByName(fields),
    pairs: fields,
    problems: [
      ...problems.map(({ line, message }): SystemProblem => ({ kind: 'malformed', line, message, field: null })),
      ...fields.flatMap(blankName),
      ...duplicateProblems(fields),
      ...pairs.flatMap(({ name, value }) => nestedDuplicates(name, value)),
    ].sort((a, b) => a.line - b.line),
  };
}

function fieldOf({ name, line, value }: LenientPair): SystemField {
  return { name, value: value.text, kind: value.kind, line };
}

/** Of an empty and a filled value the filled one; of two filled ones the last, as other readers have it. */
function fieldsByName(fields: readonly SystemField[]): ReadonlyMap<string, SystemField> {
  const byName = new Map<string, SystemField>();
  for (const field of fields) {
    const name = field.name.trim();
    const before = byName.get(name);
    if (before === undefined || !isEmpty(field) || isEmpty(before)) byName.set(name, field);
  }
  return byName;
}

function blankName({ name, line }: SystemField): SystemProblem[] {
  if (name === name.trim()) return [];
  return [{ kind: 'blank-in-name', line, message: `the name "${name}" has a blank at an end`, field: name.trim() }];
}

function duplicateProblems(fields: readonly SystemField[]): SystemProblem[] {
  const byName = new Map<string, SystemField[]>();
  for (const field of fields) {
    const group = byName.get(field.name.trim());
    if (group === undefined) byName.set(field.name.trim(), [field]);
    else group.push(field);
  }
  return [...byName].flatMap(([name, group]): SystemProblem[] => {
    const last = group.at(-1);
    if (group.length < 2 || last === undefined) return [];
    const lines = group.map(({ line }) => line).join(', ');
    const losesValue = isEmpty(last) && group.some((field) => !isEmpty(field));
    const loss = losesValue ? '; a reader that keeps the last one loses its value' : '';
    const kind = losesValue ? 'duplicate-loses-value' : 'duplicate';
    return [
      { kind, line: last.line, message: `"${name}" comes ${group.length} times (lines ${lines})${loss}`, field: name },
    ];
  });
}

function nestedDuplicates(path: string, value: LenientValue): SystemProblem[] {
  if (value.kind === 'array') return value.items.flatMap((item) => nestedDuplicates(path, item));
  if (value.kind !== 'object') return [];
  const problems = duplicateProblems(value.pairs.map(fieldOf));
  const own = problems.map((problem) => ({ ...problem, field: `${path}.${problem.field ?? ''}` }));
  return [...own, ...value.pairs.flatMap(({ name, value: inner }) => nestedDuplicates(`${path}.${name}`, inner))];
}

function isEmpty({ value }: SystemField): boolean {
  return value.trim() === '';
}
