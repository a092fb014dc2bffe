import { Command, Option } from 'commander';
import { autograderCommand } from './grade-autograder.ts';
import { rubricCheckCommand } from './grade-check.ts';
import type { GradeOptions } from './grade-class.ts';
import { initCommand } from './grade-init.ts';
import { oneCommand } from './grade-one.ts';
import { countOption } from './options.ts';

/** `boardbench grade --rubric FILE SUBMISSIONS… --out DIR`: a class. */
export function gradeCommand(): Command {
  return (
    new Command('grade')
      .description('Grades the hand-ins of a class by a rubric, and writes pages, tables and lists.')
      // So that options behind `init` and the like are theirs.
      .enablePositionalOptions()
      .argument('<submissions...>', 'folders of hand-ins (one file, folder or archive each), or exports of an LMS')
      .option('--rubric <file>', 'what is handed in, how it is judged, and how figures become points')
      .option('--out <dir>', 'where grades go: absent, empty, or with grades of a former run')
      .option('--roster <csv>', 'who is in the class: columns id and name, email where there are any')
      .option('--workers <n>', 'processes at once; as many as there are cores where it is left out', countOption)
      .option('--no-cache', 'measure everything again, and keep nothing for the next run')
      .option('--retry', 'measure again what took too long or too much memory the last time')
      .option('--anonymous', 'show pseudonyms in place of names in the terminal')
      .addOption(
        new Option('--canvas-id <column>', 'what ids are to Canvas, in canvas.csv')
          .choices(['ID', 'SIS User ID', 'SIS Login ID'])
          .default('SIS User ID'),
      )
      .addOption(
        new Option('--moodle-id <what>', 'what ids are to Moodle, in moodle.csv')
          .choices(['ID number', 'participant'])
          .default('ID number'),
      )
      .option('--json', 'print one JSON document')
      .option('--quiet', 'print nothing but errors')
      .addHelpText(
        'after',
        `
Nothing that was handed in is executed; each hand-in is read in a process of its own, within the limits of the rubric. One
that is broken gets no points and the reason, and everybody else's grade is as it was. What was measured is kept in
DIR/cache, so that another run does only what is new.

Examples:
  boardbench grade init --sample course
  boardbench grade --rubric course/rubric.yaml course/hand-ins --roster course/roster.csv --out grades
  boardbench grade --rubric rubric.yaml submissions.zip --roster roster.csv --out grades --json

Exit status: 0 graded, with broken hand-ins too; 1 something of the staff's is broken (data, calibration); 2 wrong usage,
or the rubric, the roster or the hand-ins cannot be read.`,
      )
      .action(async (paths: readonly string[], options: GradeOptions) => {
        // What it takes is much, and `grade init` needs none of it.
        const { gradeTheClass } = await import('./grade-class.ts');
        await gradeTheClass(paths, options);
      })
      .addCommand(initCommand())
      .addCommand(rubricCheckCommand())
      .addCommand(oneCommand())
      .addCommand(autograderCommand())
  );
}
