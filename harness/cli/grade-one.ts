import { Command } from 'commander';
import type { OneOptions } from './grade-hand-in.ts';

/** `boardbench grade one HAND-IN`: a hand-in by itself, for a CI job or an autograder. */
export function oneCommand(): Command {
  return new Command('one')
    .description('Grades one hand-in by itself, for a CI job or an autograder: exit status 1 where a condition fails.')
    .argument('<hand-in>', 'the file, folder or archive')
    .requiredOption('--rubric <file>', 'how it is judged')
    .option('--results <file>', "write Gradescope's results.json")
    .option('--markdown <file>', 'write the feedback as Markdown')
    .option('--page <file>', 'write the feedback as a page')
    .option('--metadata <file>', "Gradescope's submission_metadata.json: who handed in, and when")
    .option('--quiet', 'print nothing but errors; without it the feedback is printed')
    .addHelpText(
      'after',
      `
Points that go by rank are left out: they are known when all have handed in.

Examples:
  boardbench grade one model.tflite --rubric rubric.yaml
  boardbench grade one hand-in --rubric rubric.yaml --markdown feedback.md --results results.json

Exit status: 0 graded, and all conditions that students may know of hold; 1 one does not, or nothing can be judged; 2 wrong
usage, or the hand-in or the rubric cannot be read.`,
    )
    .action(async (path: string, options: OneOptions) => {
      const { gradeTheHandIn } = await import('./grade-hand-in.ts');
      await gradeTheHandIn(path, options);
    });
}
