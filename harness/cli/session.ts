import { Command } from 'commander';
import { deriveSession } from '../session/derive.ts';
import { findSessions } from '../session/find-sessions.ts';
import { verifySessions } from '../session/verify.ts';
import type { SessionFinding, SessionVerification } from '../session/verify.ts';
import { printJson, printLine } from './output.ts';

/** `boardbench session …`: what can be done with the folders that runs leave. */
export function sessionCommand(): Command {
  return new Command('session')
    .description('Verifies what a run has left, or derives its files again.')
    .addCommand(verifyCommand())
    .addCommand(deriveCommand());
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('Recomputes the chain of hashes and every derived file of the sessions in a folder.')
    .argument('<dir>', 'the folder of a session, or one that holds sessions')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  boardbench session verify out/kws01/accuracy\n\nExit status: 0 sound, 1 findings.',
    )
    .action(async (directory: string, options: { readonly json?: true }) => {
      const sessions = await verifySessions(directory);
      if (options.json === true) printJson({ sessions: sessions.map(toJson) });
      else for (const session of sessions) for (const line of toText(session)) printLine(line);
      if (sessions.some((session) => session.findings.length > 0)) process.exitCode = 1;
    });
}

function deriveCommand(): Command {
  return new Command('derive')
    .description('Writes log.txt, results.txt, results.json and manifest.json again, out of the journal.')
    .argument('<dir>', 'the folder of a session, or one that holds sessions')
    .addHelpText('after', '\nExample:\n  boardbench session derive out/kws01/accuracy')
    .action(async (directory: string) => {
      for (const folder of findSessions(directory)) {
        await deriveSession(folder);
        printLine(`${folder}: derived from its journal`);
      }
    });
}

function toJson({ folder, findings, outcome }: SessionVerification): object {
  return {
    folder,
    sound: findings.length === 0,
    findings,
    workload: outcome?.state.head.workload.name ?? null,
    mode: outcome?.state.head.mode ?? null,
    finished: outcome?.state.standing.kind === 'finished',
    official: outcome?.verdict.official ?? null,
    simulated: outcome?.verdict.simulated ?? null,
  };
}

function toText({ folder, findings, outcome }: SessionVerification): string[] {
  if (findings.length > 0) return findings.map((finding) => `${folder}: ${findingText(finding)}`);
  const lines = outcome?.journal.chain.lines ?? 0;
  const standing = outcome?.state.standing.kind === 'finished' ? 'finished' : 'not finished';
  return [`${folder}: sound (${lines} journal lines, ${standing}, all files follow from the journal)`];
}

function findingText({ file, line, problem }: SessionFinding): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${problem}`;
}
