import { readFile, stat } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { BenchError, failure } from '../../../harness/errors.ts';
import { fileProblem } from '../../file-problem.ts';
import { printable } from '../../printable.ts';
import { decodeText } from '../../text.ts';
import { readInstant } from '../rubric/late-rule.ts';
import type { Student } from './hand-in.ts';
import { keyOfId } from './name-keys.ts';

/** A student of a roster, with everything that hand-ins may be named by. */
export interface RosterEntry {
  readonly student: Student;
  readonly line: number;
  /** Ids of the course and of its systems. */
  readonly ids: readonly string[];
  readonly logins: readonly string[];
  /** Moodle's number for who takes part in one assignment. */
  readonly participant: string | null;
  readonly handedInAt: Date | null;
}

type Column = 'id' | 'login' | 'name' | 'first' | 'last' | 'email' | 'participant' | 'handed-in';

/** What columns are called in the exports of Canvas, Gradescope and Moodle, and by people; letters and digits alone. */
const columnNames: Readonly<Record<Column, readonly string[]>> = {
  id: ['id', 'studentid', 'sid', 'idnumber', 'sisuserid', 'sisid', 'userid', 'studentnumber', 'matriculationnumber'],
  login: ['login', 'loginid', 'sisloginid', 'username', 'netid', 'account', 'user'],
  name: ['name', 'fullname', 'student', 'studentname', 'displayname'],
  first: ['firstname', 'givenname', 'forename', 'givennames', 'firstnames'],
  last: ['lastname', 'surname', 'familyname'],
  email: ['email', 'emailaddress', 'mail'],
  participant: ['identifier', 'participant'],
  'handed-in': ['handedinat', 'submittedat', 'handedin'],
};

const mostBytes = 16 * 2 ** 20;

/**
 * Reads a roster: CSV with a line of names of columns, between which commas, semicolons or tabs stand.
 * @throws BenchError roster.unreadable, roster.invalid, roster.double
 */
export async function readRoster(file: string): Promise<RosterEntry[]> {
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw failure('roster.unreadable', { file, problem: `it has ${size} bytes` });
    return parseRoster(decodeText(await readFile(file)), file);
  } catch (cause) {
    if (cause instanceof BenchError) throw cause;
    throw failure('roster.unreadable', { file, problem: fileProblem(cause) }, { cause });
  }
}

/**
 * Reads the text of a roster.
 * @throws BenchError roster.invalid, roster.double
 */
export function parseRoster(text: string, file: string): RosterEntry[] {
  const [head, ...rows] = rowsOf(text, file);
  if (head === undefined) throw failure('roster.invalid', { file, line: 1, problem: 'there is nothing in it' });
  const columns = columnsOf(head.cells);
  if (![...columns.keys()].some((column) => column !== 'handed-in' && column !== 'participant')) {
    const problem = `none of its columns is called id, name, email or login (${head.cells.map(printable).join(', ')})`;
    throw failure('roster.invalid', { file, line: head.line, problem });
  }
  const entries = rows.flatMap((row) => entryOf(row, columns, file) ?? []);
  refuseDoubles(entries, file);
  return entries;
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The rows of a CSV text that have something in them, with their lines from 1. */
export function rowsOf(text: string, file: string): Row[] {
  const plain = text.replace(/^\ufeff/, '').normalize('NFC');
  const first = plain.split(/\r\n|\r|\n/).find((line) => line.trim() !== '' && !isSeparatorLine(line)) ?? '';
  try {
    const found = parse(plain, {
      delimiter: delimiterOf(first),
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return found
      .map(({ record, info }) => ({ cells: record, line: info.lines }))
      .filter(({ cells }) => cells.some((cell) => cell !== '') && !isSeparatorLine(cells.join('')));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : 1;
    throw failure('roster.invalid', { file, line, problem: printable(cause.message) }, { cause });
  }
}

/** What spreadsheets write in front to tell each other the delimiter. */
function isSeparatorLine(line: string): boolean {
  return /^sep=.?$/i.test(line.trim());
}

function delimiterOf(line: string): string {
  const outside = line.replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => [delimiter, outside.split(delimiter).length] as const);
  return counts.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** Which cells of a row are which, the better names first. */
export function columnsOf(head: readonly string[]): Map<Column, readonly number[]> {
  const names = head.map((cell) => cell.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
  const columns = new Map<Column, readonly number[]>();
  for (const column of Object.keys(columnNames) as Column[]) {
    const places = columnNames[column].flatMap((name) =>
      names.flatMap((cell, place) => (cell === name ? [place] : [])),
    );
    if (places.length > 0) columns.set(column, places);
  }
  return columns;
}

function entryOf(
  { cells, line }: Row,
  columns: ReadonlyMap<Column, readonly number[]>,
  file: string,
): RosterEntry | null {
  const all = (column: Column): string[] =>
    (columns.get(column) ?? []).map((place) => cells[place] ?? '').filter((cell) => cell !== '');
  const [first = '', last = ''] = [all('first')[0], all('last')[0]];
  const name = all('name')[0] ?? `${first} ${last}`.trim();
  // Canvas has a row of the points that there are, between the names of columns and the students.
  if (/^points possible$/i.test(name)) return null;
  const [ids, logins, emails] = [all('id'), all('login'), all('email')];
  const id = ids[0] ?? logins[0] ?? emails[0] ?? (columns.has('id') ? undefined : name);
  if (id === undefined || id === '') {
    throw failure('roster.invalid', {
      file,
      line,
      problem: `there is no id of ${name === '' ? 'anybody' : printable(name)}`,
    });
  }
  const participant = all('participant')[0]?.replace(/^\D*(?=\d+$)/, '') ?? null;
  return {
    student: { id, name: name === '' ? id : name, email: emails[0] ?? null },
    line,
    ids,
    logins,
    participant,
    handedInAt: timeOf(all('handed-in')[0], file, line),
  };
}

function timeOf(written: string | undefined, file: string, line: number): Date | null {
  if (written === undefined) return null;
  const instant = readInstant(written);
  if (instant instanceof Date) return instant;
  throw failure('roster.invalid', { file, line, problem: `the time of handing in ${printable(instant)}` });
}

/** Two students may have one name; ids, logins and addresses are one student's. */
function refuseDoubles(entries: readonly RosterEntry[], file: string): void {
  const lines = new Map<string, number>();
  for (const { student, ids, logins, line } of entries) {
    const own = new Map([
      [`id ${keyOfId(student.id)}`, `the id ${student.id}`],
      ...ids.map((id): [string, string] => [`id ${keyOfId(id)}`, `the id ${id}`]),
      ...logins.map((login): [string, string] => [`login ${keyOfId(login)}`, `the login ${login}`]),
      ...(student.email === null ? [] : [[`email ${keyOfId(student.email)}`, `the address ${student.email}`] as const]),
    ]);
    for (const [key, what] of own) {
      const first = lines.get(key);
      if (first !== undefined) throw failure('roster.double', { file, what: printable(what), first, second: line });
      lines.set(key, line);
    }
  }
}
