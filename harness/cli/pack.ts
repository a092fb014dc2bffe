import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { checkPacked } from '../../submissions/pack/check-packed.ts';
import type { CheckedPack } from '../../submissions/pack/check-packed.ts';
import { askForSystem } from '../../submissions/pack/ask-system.ts';
import type { PackableSession } from '../../submissions/pack/packable.ts';
import { printable } from '../../submissions/printable.ts';
import { packableSessions, packSessions } from '../../submissions/pack/pack.ts';
import type { Packed } from '../../submissions/pack/pack.ts';
import { answeredSystem, packedSystem } from '../../submissions/pack/packed-system.ts';
import type { PackedBy, SystemValues } from '../../submissions/pack/packed-system.ts';
import { systemTemplate } from '../../submissions/pack/system-fields.ts';
import { folderName } from '../../submissions/pack/folder-name.ts';
import { divisions } from '../../submissions/submission.ts';
import type { Division } from '../../submissions/submission.ts';
import { systemClock } from '../clock.ts';
import { failure } from '../errors.ts';
import { printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';

interface PackOptions {
  readonly system?: string;
  readonly systemName?: string;
  readonly systemTemplate?: string;
  readonly submitter?: string;
  readonly division?: Division;
  readonly out?: string;
  readonly json?: true;
}

/** `boardbench pack SESSION…`: from sessions to a submission. */
export function packCommand(): Command {
  return new Command('pack')
    .description(
      'Packs verified sessions of a system as a submission that the official checker accepts, and checks it.',
    )
    .argument('[sessions...]', 'folders of sessions, or with sessions below them')
    .option('--system <file>', "the system's description, a JSON file; without it questions are asked")
    .option('--system-name <name>', "the name of the system's folder; else that of the file, or of the board")
    .option('--submitter <name>', 'who submits')
    .addOption(new Option('--division <division>', 'closed or open').choices([...divisions]))
    .option('--out <dir>', 'where DIVISION/SUBMITTER is written; other systems may be there')
    .option('--system-template <file>', 'write a blank description to fill in, and nothing else')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Sessions that are simulated, unofficial, unfinished, changed, or of several devices are refused with every reason. What
was packed is checked at once. Then fill in code/BENCHMARK/README.md, and put the signed checklist in systems/.

With --json: folder, files [], results [{benchmark, modes [], verdict, findings []}], findings [] (of no result)

Examples:
  boardbench pack --system-template my-board.json
  boardbench pack boardbench-out/kws01 --system my-board.json --submitter ACME --division closed --out submission

Exit status: 0 packed and without errors, 1 refused or with errors.`,
    )
    .action(pack);
}

async function pack(sessions: readonly string[], options: PackOptions): Promise<void> {
  if (options.systemTemplate !== undefined) {
    writeTemplate(options.systemTemplate);
    return;
  }
  const { submitter, division, out } = options;
  if (sessions.length === 0) throw usage('<sessions>', 'give the folder of at least one session');
  if (submitter === undefined) throw usage('--submitter', 'say who submits');
  if (division === undefined) throw usage('--division', 'say closed or open');
  if (out === undefined) throw usage('--out', 'say where the submission goes');
  if (folderName(submitter) !== submitter)
    throw usage('--submitter', `as a folder it must be ${folderName(submitter)}`);
  const { systemName: given } = options;
  if (given !== undefined && folderName(given) !== given) {
    throw usage('--system-name', `as a folder it must be ${folderName(given)}`);
  }
  if (options.system === undefined && !process.stdin.isTTY) {
    throw usage(
      '--system',
      'nobody can be asked here; give the description of the system (--system-template makes one)',
    );
  }
  const by: PackedBy = { submitter, division };
  const described = options.system === undefined ? undefined : fromFile(options.system, by);
  // Verified before anything is asked: nobody answers questions for sessions that are refused then.
  const packable = await verified(sessions);
  const system = described ?? (await asked(by));
  const systemName = options.systemName ?? folderName(nameOf(options.system, system));
  const packed = packSessions({ sessions: packable, submitter, division, systemName, system, out });
  const checked = await checkPacked(out, division, submitter, systemName);
  if (options.json === true) printJson({ folder: packed.folder, files: packed.files, ...checked });
  else for (const line of packedLines(packed, checked)) printLine(line);
  if (checked.errors > 0) process.exitCode = 1;
}

/** A description is called after its board; a file after itself, unless that says nothing. */
function nameOf(file: string | undefined, system: SystemValues): string {
  const stem = file === undefined ? '' : basename(file).replace(/\.json$/i, '');
  return /^(system|description|template)?$/i.test(stem) ? (system['Board Name'] ?? '') : stem;
}

function fromFile(file: string, by: PackedBy): SystemValues {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure('file.missing', { file }, { cause });
  }
  return packedSystem(text, file, by);
}

async function verified(sessions: readonly string[]): Promise<readonly PackableSession[]> {
  const progress = new ProgressLine(systemClock);
  try {
    return await packableSessions(sessions, (done, total) => {
      progress.show('verifying', { what: 'session', done, total });
    });
  } finally {
    progress.clear();
  }
}

/** @throws BenchError import.stopped where Ctrl-C or Ctrl-D ends the questions */
async function asked(by: PackedBy): Promise<SystemValues> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  lines.once('close', () => {
    ended.abort();
  });
  try {
    const answers = await askForSystem((question) => lines.question(question, { signal: ended.signal }));
    return answeredSystem(answers, by);
  } catch (cause) {
    if (!ended.signal.aborted) throw cause;
    process.stderr.write('\n');
    throw failure('import.stopped', { where: 'while asking for the system' }, { cause });
  } finally {
    lines.close();
  }
}

function writeTemplate(file: string): void {
  try {
    writeFileSync(file, systemTemplate(), { flag: 'wx' });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('output.failed', { file, problem }, { cause });
  }
  printLine(`${file} written: fill it in, then give it with --system`);
}

function packedLines({ folder, files, left }: Packed, { results, findings, errors }: CheckedPack): string[] {
  const lines = [`${files.length} files written to ${folder}`];
  for (const { benchmark, modes, verdict } of results) lines.push(`${benchmark}: ${modes.join(', ')}: ${verdict}`);
  for (const { rule, severity, file, line, message, remedy } of [
    ...results.flatMap((each) => each.findings),
    ...findings,
  ]) {
    lines.push(`${severity} ${rule}: ${file}${line === null ? '' : `:${line}`}: ${message}`, `  ${remedy}`);
  }
  lines.push(...left.map((path) => `left behind: ${path}`));
  lines.push(errors === 0 ? 'The check found no errors.' : `The check found ${errors} errors.`);
  lines.push('Before you submit: fill in the READMEs in code/ and put the signed checklist in systems/.');
  return lines.map(printable);
}

function usage(option: string, problem: string): Error {
  return failure('usage.option', { option, problem, command: 'pack' });
}
