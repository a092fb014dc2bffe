import { failure } from '../../../harness/errors.ts';
import type { FileTree } from '../../tree.ts';
import { handInName, loneFile } from './hand-in-tree.ts';
import type { Problem } from './measured.ts';
import { matchesPattern } from './patterns.ts';
import { problem, told } from './problems.ts';

export interface FoundModel {
  readonly file: string;
  readonly problems: readonly Problem[];
}

const namedFiles = 5;

/**
 * Finds the model of a hand-in: a file alone whatever it is called, else the file that a pattern means. Of several the
 * one nearest to the top counts, of these the first by name.
 * @throws BenchError grade.no-model, grade.links
 */
export function findModel({ entries }: FileTree, pattern: string): FoundModel {
  const files = entries.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  if (files.length === 1 && files[0] === loneFile) return { file: loneFile, problems: [] };
  const found = files
    .filter((path) => matchesPattern(path, pattern))
    .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
  const [file] = found;
  if (file === undefined) {
    const link = entries.find(({ kind, path }) => kind === 'link' && matchesPattern(path, pattern));
    if (link !== undefined) throw failure('grade.links', { file: told(link.path) });
    const others = files
      .filter((path) => /\.(?:tflite|lite|h5|keras|onnx|pb|pt|pth)$/i.test(path))
      .slice(0, namedFiles);
    const near = others.length === 0 ? '' : `; there is ${others.map(told).join(', ')}`;
    throw failure('grade.no-model', { file: handInName, pattern, near });
  }
  if (found.length === 1) return { file, problems: [] };
  const names = found.slice(0, namedFiles).map(told).join(', ');
  const details = { pattern, files: found.length > namedFiles ? `${names} …` : names, taken: told(file) };
  return { file, problems: [problem('grade.several-models', 'warning', details)] };
}

function depthOf(path: string): number {
  return path.split('/').length;
}
