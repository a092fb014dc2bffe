import { Command, CommanderError } from 'commander';
import { programVersion } from '../program.ts';
import { errorToJson, exitStatusOf, printError, printJson } from './output.ts';

/** The commands in the order of the help. Each is loaded when it is asked for, since each brings much along. */
const commands = new Map<string, () => Promise<Command>>([
  ['demo', async () => (await import('./demo.ts')).demoCommand()],
  ['devices', async () => (await import('./devices.ts')).devicesCommand()],
  ['doctor', async () => (await import('./doctor.ts')).doctorCommand()],
  ['run', async () => (await import('./run.ts')).runCommand()],
  ['energy', async () => (await import('./energy.ts')).energyCommand()],
  ['session', async () => (await import('./session.ts')).sessionCommand()],
  ['workloads', async () => (await import('./workloads.ts')).workloadsCommand()],
  ['dataset', async () => (await import('./dataset.ts')).datasetCommand()],
  ['infer', async () => (await import('./infer.ts')).inferCommand()],
  ['profile', async () => (await import('./profile.ts')).profileCommand()],
  ['features', async () => (await import('./features.ts')).featuresCommand()],
  ['check', async () => (await import('./check.ts')).checkCommand()],
  ['pack', async () => (await import('./pack.ts')).packCommand()],
  ['diff', async () => (await import('./diff.ts')).diffCommand()],
  ['compare', async () => (await import('./compare.ts')).compareCommand()],
  ['import', async () => (await import('./import.ts')).importCommand()],
  ['site', async () => (await import('./site.ts')).siteCommand()],
  ['grade', async () => (await import('./grade.ts')).gradeCommand()],
  ['serve', async () => (await import('./serve.ts')).serveCommand()],
  ['submit', async () => (await import('./submit.ts')).submitCommand()],
  ['token', async () => (await import('./token.ts')).tokenCommand()],
  ['backup', async () => (await import('./backup.ts')).backupCommand()],
  ['restore', async () => (await import('./restore.ts')).restoreCommand()],
  ['simulate', async () => (await import('./simulate.ts')).simulateCommand()],
]);

/** The whole program: parses, calls, and turns what is thrown into words and an exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const program = new Command('boardbench')
    .description('Benchmarks microcontroller boards on the MLPerf Tiny workloads and leaves evidence for every number.')
    .version(programVersion)
    // An option belongs to the command that it stands behind: `submit` and `submit status` both have `--to`.
    .enablePositionalOptions()
    .showHelpAfterError('(boardbench COMMAND --help shows an example)');
  const asked = commands.get(args[0] ?? '');
  // Without a known name all are needed, for the help or to say which name was meant.
  for (const load of asked === undefined ? commands.values() : [asked]) program.addCommand(await load());
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
