import { LocatedYaml } from '../../../workloads/own/located-yaml.ts';

/** A submission of a Gradescope export. */
export interface GradescopeSubmission {
  /** The name of its folder. */
  readonly folder: string;
  /** Several where it was handed in by a group. */
  readonly submitters: readonly GradescopeSubmitter[];
  readonly createdAt: Date | null;
}

export interface GradescopeSubmitter {
  readonly name: string | null;
  readonly sid: string | null;
  readonly email: string | null;
}

/**
 * Reads `submission_metadata.yml`. Of each submission only who handed it in and when is looked at: what else stands there,
 * the outcome of autograders among it, can be megabytes, and has tags and aliases that only Ruby understands.
 * @returns in the order of the file
 */
export function readGradescopeMetadata(text: string): GradescopeSubmission[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n/);
  const starts = lines.flatMap((line, index) => (/^(?:"[^"]+"|'[^']+'|[^\s#:-][^:]*):\s*$/u.test(line) ? [index] : []));
  return starts.map((start, place) => {
    const block = lines.slice(start + 1, starts[place + 1]);
    return {
      folder: unquoted((lines[start] ?? '').replace(/:\s*$/u, '')),
      submitters: submittersOf(partOf(block, 'submitters')),
      createdAt: timeOf(partOf(block, 'created_at')),
    };
  });
}

/** The lines of one key of a block: its own, and those that are indented more or go on with a list. */
function partOf(block: readonly string[], key: string): readonly string[] {
  const start = block.findIndex((line) => line.startsWith(`  :${key}:`) || line.startsWith(`  ${key}:`));
  if (start === -1) return [];
  const rest = block.slice(start + 1);
  const end = rest.findIndex((line) => !/^(?: {3}| {2}- |\s*$)/.test(line));
  return [block[start] ?? '', ...(end === -1 ? rest : rest.slice(0, end))];
}

const mostPartLines = 2000;

function submittersOf(part: readonly string[]): GradescopeSubmitter[] {
  if (part.length > mostPartLines) return [];
  const { value, problems } = new LocatedYaml(part.join('\n').replaceAll(/(:\s+)[&!]\S+/g, '$1'));
  const list: unknown = problems.length > 0 || typeof value !== 'object' ? null : Object.values(value ?? {})[0];
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown) => ({
    name: fieldOf(entry, 'name'),
    sid: fieldOf(entry, 'sid'),
    email: fieldOf(entry, 'email'),
  }));
}

function fieldOf(entry: unknown, name: string): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const fields: Readonly<Record<string, unknown>> = { ...entry };
  const value = fields[`:${name}`] ?? fields[name];
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return text === '' ? null : text;
}

/** `2026-11-30 22:15:03.123456789 Z`, alone or as the `utc` of one of Ruby's times. */
function timeOf(part: readonly string[]): Date | null {
  const [, day = '', clock = '', offset = 'Z'] =
    /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*\s*(Z|[+-]\d\d:?\d\d)?/.exec(part.join('\n')) ?? [];
  const time = new Date(`${day}T${clock}${offset}`);
  return Number.isNaN(time.getTime()) ? null : time;
}

function unquoted(name: string): string {
  return name.replace(/^(["'])(.*)\1$/su, '$2');
}
