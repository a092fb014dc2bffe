// A program of one command, for tests that watch it from outside: command-program.ts NAME ARGUMENTS…
import { devicesCommand } from '../../../harness/cli/devices.ts';
import { exitStatusOf, printError } from '../../../harness/cli/output.ts';
import { simulateCommand } from '../../../harness/cli/simulate.ts';

const [, , name, ...words] = process.argv;
const command = [devicesCommand(), simulateCommand()].find((candidate) => candidate.name() === name);
if (command === undefined) throw new Error(`no command ${String(name)}`);
try {
  await command.parseAsync(words, { from: 'user' });
} catch (error) {
  printError(error);
  process.exitCode = exitStatusOf(error);
}
