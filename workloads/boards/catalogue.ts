import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asError } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import { LocatedYaml } from '../own/located-yaml.ts';
import { schemaCheck } from '../own/schema-problems.ts';
import type { Board, BoardCatalogue, PublishedResults, Reserve } from './board.ts';

/** A catalogue as its file says it, by boards.schema.json. */
interface CatalogueFile {
  readonly reserve?: Reserve;
  readonly boards: readonly (Pick<Board, 'id' | 'sramBytes' | 'flashBytes'> & Partial<Board>)[];
}

const check = schemaCheck(new URL('boards.schema.json', import.meta.url), {
  settingOf: 'catalogue of boards',
  patterns: { id: 'must be 1 to 48 small letters, digits or -, no - first' },
});

const mostFileBytes = 4 * 2 ** 20;

/**
 * The catalogue of the project; with a file of one's own, its boards first, in place of those of the same id, and what
 * it reserves.
 * @throws BenchError file.missing, boards.file with the line of the first thing that is wrong
 */
export function readCatalogue(ownFile?: string): BoardCatalogue {
  const shipped = parseBoards(...textOf(fileURLToPath(new URL('boards.json', import.meta.url))));
  if (shipped.reserve === undefined) throw new Error('The catalogue of the project says nothing of what to reserve.');
  if (ownFile === undefined) return { reserve: shipped.reserve, boards: shipped.boards };
  const own = parseBoards(...textOf(ownFile));
  const ids = new Set(own.boards.map(({ id }) => id));
  return {
    reserve: own.reserve ?? shipped.reserve,
    boards: [...own.boards, ...shipped.boards.filter(({ id }) => !ids.has(id))],
  };
}

/**
 * Reads the text of a catalogue, JSON or YAML.
 * @param file its path, for messages
 * @throws BenchError boards.file
 */
export function parseBoards(text: string, file: string): { readonly reserve?: Reserve; readonly boards: Board[] } {
  const yaml = new LocatedYaml(text);
  const problems = [...yaml.problems];
  if (problems.length === 0) {
    problems.push(...check(yaml.value).map(({ path, problem }) => ({ line: yaml.lineOf(path), problem })));
  }
  const refuse = (line: number, problem: string): never => {
    throw failure('boards.file', { file, line, problem });
  };
  const [first] = problems.sort((a, b) => a.line - b.line);
  if (first !== undefined) refuse(first.line, first.problem);
  const content = yaml.value as CatalogueFile;
  const boards = content.boards.map(withDefaults);
  boards.forEach(({ id }, index) => {
    if (boards.findIndex((board) => board.id === id) < index)
      refuse(yaml.lineOf(['boards', index, 'id']), `${id} is listed twice`);
  });
  return content.reserve === undefined ? { boards } : { reserve: content.reserve, boards };
}

/** @throws BenchError boards.unknown */
export function findBoard({ boards }: BoardCatalogue, name: string): Board {
  const found = boards.find(({ id }) => id === name);
  if (found !== undefined) return found;
  throw failure('boards.unknown', { name, known: boards.map(({ id }) => id).join(', ') });
}

function withDefaults(board: CatalogueFile['boards'][number]): Board {
  const published: readonly PublishedResults[] = [];
  return {
    name: board.id,
    kind: 'microcontroller',
    processor: null,
    core: null,
    mhz: null,
    source: null,
    note: null,
    published,
    ...board,
  };
}

function textOf(file: string): [text: string, file: string] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw failure('file.missing', { file }, { cause: error });
    }
    throw failure('boards.file', { file, line: 1, problem: asError(error).message }, { cause: error });
  }
  if (text.length > mostFileBytes) {
    throw failure('boards.file', { file, line: 1, problem: `it has ${text.length} bytes` });
  }
  return [text, file];
}
