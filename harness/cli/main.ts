import { Command, CommanderError } from 'commander';
import { programVersion } from '../program.ts';
import { datasetCommand } from './dataset.ts';
import { demoCommand } from './demo.ts';
import { devicesCommand } from './devices.ts';
import { doctorCommand } from './doctor.ts';
import { featuresCommand } from './features.ts';
import { inferCommand } from './infer.ts';
import { energyCommand } from './energy.ts';
import { errorToJson, exitStatusOf, printError, printJson } from './output.ts';
import { profileCommand } from './profile.ts';
import { runCommand } from './run.ts';
import { sessionCommand } from './session.ts';
import { simulateCommand } from './simulate.ts';
import { workloadsCommand } from './workloads.ts';

/** The whole program: parses, calls, and turns what is thrown into words and an exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('boardbench')
    .description('Benchmarks microcontroller boards on the MLPerf Tiny workloads and leaves evidence for every number.')
    .version(programVersion)
    .showHelpAfterError('(boardbench COMMAND --help shows an example)');
  const commands = [
    demoCommand(),
    devicesCommand(),
    doctorCommand(),
    runCommand(),
    energyCommand(),
    sessionCommand(),
    workloadsCommand(),
    datasetCommand(),
    inferCommand(),
    profileCommand(),
    featuresCommand(),
    simulateCommand(),
  ];
  for (const command of commands) {
    program.addCommand(command);
  }
  throwInsteadOfExit(program);
  surviveTheReader();
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed what was wrong, or the help that was asked for.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      if (error.exitCode !== 0 && args.includes('--json'))
        printJson({ error: { code: error.code, message: error.message } });
      return;
    }
    process.exitCode = exitStatusOf(error);
    printError(error);
    if (args.includes('--json')) printJson({ error: errorToJson(error) });
  }
}

/** Whoever reads our output may stop reading (`| head`); the work goes on all the same, and nothing more is shown. */
function surviveTheReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwInsteadOfExit(inner);
}
