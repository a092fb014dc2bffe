import { Command } from 'commander';
import { writeAutograder } from '../../submissions/grading/autograder/write-autograder.ts';
import { readRubric } from '../../submissions/grading/rubric/read-rubric.ts';
import { asError } from '../clock.ts';
import { BenchError, failure } from '../errors.ts';
import { refuseIfNotEmpty } from './out-folder.ts';
import { printLine } from './output.ts';

interface AutograderOptions {
  readonly rubric: string;
  readonly out: string;
}

/** `boardbench grade autograder`: what Gradescope runs. */
export function autograderCommand(): Command {
  return new Command('autograder')
    .description('Writes the folder that Gradescope makes an autograder of.')
    .requiredOption('--rubric <file>', 'the rubric; all that it names is copied along, the hidden part too')
    .requiredOption('--out <dir>', 'where it goes: absent or empty')
    .addHelpText(
      'after',
      `
Zip what is in the folder (not the folder itself) and upload it under "Configure Autograder". Students cannot see it.

Example:
  boardbench grade autograder --rubric rubric.yaml --out autograder
  (cd autograder && zip -r ../autograder.zip .)

Exit status: 0 written, 1 it could not be written, 2 the rubric is not in order.`,
    )
    .action(async ({ rubric: file, out }: AutograderOptions) => {
      const rubric = await readRubric(file);
      refuseIfNotEmpty(out);
      try {
        await writeAutograder(rubric, out);
      } catch (cause) {
        if (cause instanceof BenchError) throw cause;
        throw failure('output.failed', { file: out, problem: asError(cause).message }, { cause });
      }
      printLine(`${out} is an autograder of "${rubric.title}" for Gradescope: zip what is in it, and upload that.`);
      if (rubric.criteria.some(({ scoring }) => scoring.kind === 'rank')) {
        printLine('Criteria that go by rank are left out there: ranks are known when all have handed in.');
      }
    });
}
