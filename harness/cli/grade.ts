import { Command } from 'commander';
import { rubricCheckCommand } from './grade-check.ts';
import { initCommand } from './grade-init.ts';

/** `boardbench grade`: a class. */
export function gradeCommand(): Command {
  return new Command('grade')
    .description('Grades the hand-ins of a class by a rubric.')
    .addCommand(initCommand())
    .addCommand(rubricCheckCommand());
}
