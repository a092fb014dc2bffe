import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { openTree } from '../../submissions/archives/open-tree.ts';
import type { OpenTree } from '../../submissions/archives/open-tree.ts';
import { checkTree } from '../../submissions/check-tree.ts';
import { judge } from '../../submissions/judge.ts';
import type { JudgedSubmission, ReadSubmission } from '../../submissions/judge.ts';
import { checkDocument } from '../../submissions/reports/check-json.ts';
import { checkMarkdown } from '../../submissions/reports/check-markdown.ts';
import { checkLines } from '../../submissions/reports/check-text.ts';
import { officialSummary } from '../../submissions/reports/official-summary.ts';
import { sarifDocument } from '../../submissions/reports/sarif.ts';
import { loadRoundRules } from '../../submissions/rounds/round-rules.ts';
import type { RoundRules } from '../../submissions/rounds/round-rules.ts';
import { rules } from '../../submissions/rules/registry.ts';
import { rounds } from '../../submissions/submission.ts';
import type { Round } from '../../submissions/submission.ts';
import { systemClock } from '../clock.ts';
import { BenchError, failure } from '../errors.ts';
import { programVersion } from '../program.ts';
import { interruptSignal } from './interrupt.ts';
import { errorToJson, exitStatusOf, printError, printJson, printLine } from './output.ts';
import { ProgressLine } from './progress-line.ts';
import { roundOption } from './round-option.ts';

interface CheckOptions {
  readonly round?: Round;
  readonly rules?: string;
  readonly json?: true;
  readonly csv?: string;
  readonly sarif?: string;
  readonly markdown?: string;
}

/** `boardbench check DIR…`: derives every figure of submissions again and judges them by the rules. */
export function checkCommand(): Command {
  return new Command('check')
    .description('Derives every figure of a submission again from its logs and traces, and says what does not hold.')
    .argument(
      '<dir...>',
      'a round, a submission, one system, one session; a folder, .zip or .tar.gz; several are compared',
    )
    .option(
      '--round <round>',
      `the round whose rules count: ${rounds.join(', ')}; else as the folders say`,
      roundOption,
    )
    .option('--rules <file>', 'a rule set of your own, of the form of submissions/rounds/v1.4.json')
    .option('--json', 'print one JSON document (a list of them for several folders)')
    .option('--csv <file>', 'write the official summary')
    .option('--sarif <file>', 'write the findings as SARIF 2.1.0')
    .option('--markdown <file>', 'write the report as Markdown')
    .addHelpText(
      'after',
      '\nExamples:\n  boardbench check closed/acme\n  boardbench check submission.zip --round v1.3 --json\n' +
        '  boardbench check v1.2 v1.3 --csv summary.csv --sarif findings.sarif\n\n' +
        'Verdicts: valid; invalid (the evidence contradicts a claim or a rule); unverifiable (evidence is absent).\n' +
        'With --json, what cannot be read of several is {root, error} behind the others.\n' +
        'Exit status: 0 nothing found but warnings, 1 errors, or something cannot be read; 2 wrong usage.',
    )
    .action(async (folders: string[], options: CheckOptions) => {
      const own = options.rules === undefined ? null : await loadRoundRules(options.rules);
      const { judged, failed } = await checkAll(folders, options.round, own);
      const documents = judged.map(checkDocument);
      const failures = failed.map(({ root, error }) => ({ root, error: errorToJson(error) }));
      if (options.json === true) printJson(folders.length === 1 ? documents[0] : [...documents, ...failures]);
      else
        for (const [index, each] of judged.entries())
          for (const line of [...(index > 0 ? [''] : []), ...checkLines(each)]) printLine(line);
      for (const { error } of failed) printError(error);
      const hasErrors = documents.some(({ summary }) => summary.findings.error > 0);
      process.exitCode = Math.max(hasErrors ? 1 : 0, ...failed.map(({ error }) => exitStatusOf(error)));
      await write(options.csv, () => officialSummary(judged));
      await write(options.sarif, () => `${JSON.stringify(sarifDocument(judged, rules, programVersion), null, 2)}\n`);
      await write(options.markdown, () => checkMarkdown(judged));
    });
}

interface Checked {
  readonly judged: readonly JudgedSubmission[];
  /** What could not be read, of several. */
  readonly failed: readonly { readonly root: string; readonly error: BenchError }[];
}

/** @throws BenchError where the only one cannot be read; of several that is told beside the others */
async function checkAll(
  folders: readonly string[],
  round: Round | undefined,
  own: RoundRules | null,
): Promise<Checked> {
  const { signal, release } = interruptSignal();
  const progress = new ProgressLine(systemClock);
  const opened: OpenTree[] = [];
  try {
    const read: ReadSubmission[] = [];
    const failed: { root: string; error: BenchError }[] = [];
    for (const folder of folders) {
      try {
        const open = await openTree(folder, { signal });
        opened.push(open);
        const onProgress = (done: number, total: number): void => {
          progress.show(folder, { what: 'result', done, total });
        };
        const chosen = { ...(round && { round }), ...(own && { rules: own }) };
        read.push(await checkTree(open, { ...chosen, onProgress, signal }));
      } catch (error) {
        if (folders.length === 1 || signal.aborted || !(error instanceof BenchError)) throw error;
        failed.push({ root: folder, error });
      }
    }
    return { judged: judge(read), failed };
  } finally {
    progress.clear();
    release();
    for (const { close } of opened) await close();
  }
}

/** What was found is on the screen already when its file cannot be written. */
async function write(file: string | undefined, text: () => string): Promise<void> {
  if (file === undefined) return;
  try {
    await writeFile(file, text());
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw failure('output.failed', { file, problem }, { cause });
  }
}
