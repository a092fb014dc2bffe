import { CsvError, parse } from 'csv-parse/sync';
import { failure } from '../../../harness/errors.ts';

/** A row of somebody's list of inputs. */
export interface ClassRow {
  /** Path in the folder of inputs, with `/`. */
  readonly path: string;
  readonly label: number;
  /** From 1. */
  readonly line: number;
}

/** A list of inputs, and the names of the classes in it. */
export interface ClassFile {
  readonly rows: readonly [ClassRow, ...ClassRow[]];
  readonly classes: readonly string[];
}

interface RawRow {
  readonly path: string;
  readonly name: string;
  readonly line: number;
}

/**
 * Reads a CSV of `file,class`, the class by name or number; a first line that begins with `file` is a header. Where
 * `classes` is left out, they are the names that stand in the list, sorted, or 0 to the highest number.
 * @param fileName what to call it in errors
 * @throws BenchError import.labels with the line of the first thing that is wrong
 */
export function parseClassFile(text: string, fileName: string, classes?: readonly string[]): ClassFile {
  const refuse = (line: number, problem: string): never => {
    throw failure('import.labels', { file: fileName, line, problem });
  };
  const rows = rawRows(text, refuse);
  const [first, ...others] = rows;
  if (first === undefined) return refuse(1, 'the list has no rows');
  const known = classes ?? classesOf(rows);
  if (known.length < 2) refuse(first.line, `${known.length} classes, where two is the least`);
  const lineOfPath = new Map<string, number>();
  const labelled = ({ path, name, line }: RawRow): ClassRow => {
    checkPath(path, line, refuse);
    const before = lineOfPath.get(path);
    if (before !== undefined) refuse(line, `${path} stands on line ${before} already`);
    lineOfPath.set(path, line);
    const byName = known.indexOf(name);
    const label = byName < 0 && /^\d{1,6}$/.test(name) ? Number(name) : byName;
    if (label < 0 || label >= known.length) refuse(line, `"${name}" is no class; there are: ${listed(known)}`);
    return { path, label, line };
  };
  return { rows: [labelled(first), ...others.map(labelled)], classes: known };
}

function rawRows(text: string, refuse: (line: number, problem: string) => never): RawRow[] {
  const lines: number[] = [];
  let records: string[][];
  try {
    records = parse(text, {
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record(record: string[], context) {
        lines.push(context.lines);
        return record;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error['lines'];
    return refuse(typeof line === 'number' ? line : 1, error.message);
  }
  return records.flatMap((record, index): RawRow[] => {
    const [path = '', name = ''] = record;
    const line = lines[index] ?? 1;
    if (index === 0 && /^(file|filename|path|image)$/i.test(path)) return [];
    if (record.length !== 2) refuse(line, `${record.length} fields where file and class belong`);
    if (path === '' || name === '') refuse(line, `there is no ${path === '' ? 'file' : 'class'}`);
    return [{ path, name, line }];
  });
}

function classesOf(rows: readonly RawRow[]): string[] {
  const names = [...new Set(rows.map(({ name }) => name))];
  if (!names.every((name) => /^\d{1,4}$/.test(name))) return names.sort();
  const most = names.reduce((highest, name) => Math.max(highest, Number(name)), 0);
  return Array.from({ length: most + 1 }, (_, index) => String(index));
}

/** A list comes from elsewhere: it must not lead out of its folder. */
function checkPath(path: string, line: number, refuse: (line: number, problem: string) => never): void {
  const parts = path.split('/');
  if (path.includes('\\') || /\p{Cc}/u.test(path) || parts.some((part) => ['', '.', '..'].includes(part))) {
    refuse(line, `"${path.slice(0, 60)}" is no path in the folder of inputs (use / and no ..)`);
  }
}

function listed(classes: readonly string[]): string {
  const shown = classes.slice(0, 12).join(', ');
  return classes.length > 12 ? `${shown} and ${classes.length - 12} more` : shown;
}
