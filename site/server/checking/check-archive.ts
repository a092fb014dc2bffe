import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { programVersion } from '../../../harness/program.ts';
import { openTree } from '../../../submissions/archives/open-tree.ts';
import { checkTree } from '../../../submissions/check-tree.ts';
import { systemCode } from '../../../submissions/file-problem.ts';
import { judge } from '../../../submissions/judge.ts';
import type { JudgedSubmission } from '../../../submissions/judge.ts';
import { checkDocument, summaryOf } from '../../../submissions/reports/check-json.ts';
import { checkMarkdown } from '../../../submissions/reports/check-markdown.ts';
import { sarifDocument } from '../../../submissions/reports/sarif.ts';
import { importChecked } from '../../../submissions/results-file/import-results.ts';
import { resultsText } from '../../../submissions/results-file/merge-results.ts';
import type { ResultsFile } from '../../../submissions/results-file/results-file.ts';
import { rules } from '../../../submissions/rules/registry.ts';
import type { Round } from '../../../submissions/submission.ts';
import { plainText } from '../../data/plain-text.ts';
import { reportPage } from '../../pages/report-page.ts';
import { checkFiles } from '../files/intake-files.ts';
import type { CheckFile } from '../files/intake-files.ts';
import type { CheckedSummary } from '../intake/submission.ts';

/** One archive for a process of the checker. Paths are absolute. */
export interface CheckTask {
  readonly archive: string;
  /** As the submitter gave it: what all files and errors call the archive. */
  readonly name: string;
  readonly round: Round | null;
  /** To be made, for the files of the check. */
  readonly folder: string;
}

export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}

const mostSystems = 20;

/** An archive that has gone, and what the machine has not enough of, is not the archive's fault. */
const machineCodes = new Set(['ENOENT', 'EACCES', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM', 'EIO', 'EROFS']);

/**
 * Checks an archive and writes what was found.
 * @throws BenchError archive.*, submission.*; another error where this machine fails
 */
export async function checkArchive(
  { archive, name, round, folder }: CheckTask,
  report: (progress: CheckProgress) => void,
): Promise<CheckedSummary> {
  const beganUs = systemClock.nowUs();
  const chosen = round === null ? {} : { round };
  try {
    const tree = await openTree(archive, { name });
    try {
      const onProgress = (done: number, total: number): void => {
        report({ done, total });
      };
      const [judged] = judge([await checkTree(tree, { ...chosen, onProgress })]);
      if (judged === undefined) throw new Error('A submission was judged, and there is none.');
      const results = await importChecked(tree, judged, chosen);
      await writeFiles(folder, judged, results);
      return summary(judged, results, (systemClock.nowUs() - beganUs) / 1e6);
    } finally {
      await tree.close();
    }
  } catch (error) {
    const code = error instanceof BenchError ? systemCode(error.cause) : undefined;
    if (code !== undefined && machineCodes.has(code))
      throw new Error(`this machine has failed: ${code}`, { cause: error });
    throw error;
  }
}

async function writeFiles(folder: string, judged: JudgedSubmission, results: ResultsFile): Promise<void> {
  const texts: Readonly<Record<CheckFile, () => string>> = {
    json: () => `${JSON.stringify(checkDocument(judged), null, 2)}\n`,
    html: () => reportPage(judged, programVersion),
    markdown: () => checkMarkdown([judged]),
    sarif: () => `${JSON.stringify(sarifDocument([judged], rules, programVersion), null, 2)}\n`,
    results: () => resultsText(results),
  };
  await mkdir(folder, { mode: 0o700 });
  for (const [file, text] of Object.entries(texts)) {
    const handle = await open(join(folder, checkFiles[file as CheckFile]), 'wx', 0o600);
    try {
      await handle.writeFile(text());
      // The database will say that it is there.
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

function summary(judged: JudgedSubmission, { results: records }: ResultsFile, seconds: number): CheckedSummary {
  const { results, findings, round } = judged;
  const systems = new Set(
    records.flatMap(({ system }) => (system.name === null || system.name === '' ? [] : [plainText(system.name)])),
  );
  return {
    round: round.name,
    ...summaryOf(results, findings),
    systems: [...systems].slice(0, mostSystems),
    program: programVersion,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}
