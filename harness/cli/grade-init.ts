import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { rubricTemplate } from '../../submissions/grading/rubric/read-rubric.ts';
import { builtInWorkload } from '../../workloads/built-in/catalogue.ts';
import { asError } from '../clock.ts';
import { failure } from '../errors.ts';
import { refuseIfNotEmpty } from './out-folder.ts';
import { printLine } from './output.ts';

interface InitOptions {
  readonly sample?: string;
}

const usualName = 'rubric.yaml';

/** A whole assignment with three hand-ins, as it is kept in the documentation. */
const sampleFolder = new URL('../../docs/sample-assignment/', import.meta.url);

/** `boardbench grade init`: a rubric to begin with, or a whole assignment to try. */
export function initCommand(): Command {
  return new Command('init')
    .description('Writes a rubric that explains every key, or a whole sample assignment.')
    .argument('[file]', `the rubric to write; ${usualName} where it is left out`)
    .option('--sample <dir>', 'write a sample assignment instead: rubric, roster, starter model and three hand-ins')
    .addHelpText(
      'after',
      `
Examples:
  boardbench grade init rubric.yaml
  boardbench grade init --sample course

Exit status: 0 written, 1 it is there already or could not be written.`,
    )
    .action((file: string | undefined, { sample }: InitOptions) => {
      if (sample === undefined) writeRubric(file ?? usualName);
      else if (file === undefined) writeSample(sample);
      else
        throw failure('usage.option', {
          option: '--sample',
          problem: 'it names a folder, and takes no file besides',
          command: 'grade init',
        });
    });
}

function writeRubric(file: string): void {
  written(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, rubricTemplate(), { flag: 'wx' });
  });
  printLine(`${file} is a rubric that works on the built-in kws data; make it yours, then:`);
  printLine(`  boardbench grade check ${quoted(file)}`);
  printLine(`  boardbench grade --rubric ${quoted(file)} hand-ins --out grades`);
}

function writeSample(directory: string): void {
  refuseIfNotEmpty(directory);
  written(directory, () => {
    cpSync(fileURLToPath(sampleFolder), directory, { recursive: true });
    cpSync(fileURLToPath(builtInWorkload('kws01').model), join(directory, 'starter.tflite'));
  });
  const inside = (name: string): string => quoted(join(directory, name));
  printLine(`${directory} holds an assignment with three hand-ins; ${join(directory, 'README.md')} tells of it.`);
  printLine('Grade it with:');
  printLine(
    `  boardbench grade --rubric ${inside('rubric.yaml')} ${inside('hand-ins')} --roster ${inside('roster.csv')} --out grades`,
  );
}

/** @throws BenchError grade.exists, output.failed */
function written(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw failure('grade.exists', { file: path }, { cause });
    }
    throw failure('output.failed', { file: path, problem: asError(cause).message }, { cause });
  }
}

/** As a shell wants a path. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
