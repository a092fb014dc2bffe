import { publishedLogsOf } from '../published/log-digests.ts';
import type { PublishedLog } from '../published/log-digests.ts';
import type { Round } from '../submission.ts';
import { always, runsOf } from './rule.ts';
import type { AcrossRule, Observation, ResultContext } from './rule.ts';

/** Logs, records and traces are of one run; scripts and results files may well be the same. */
const ofOneRun: ReadonlySet<string> = new Set(['log', 'resultsJson', 'trace', 'journal']);

export const evidenceReused: AcrossRule = {
  id: 'evidence-reused',
  scope: 'across',
  title: 'Evidence of one run only',
  asks: 'The log, the records and the trace of a run are not those of another system, mode or round, nor its log one that was published.',
  source:
    'MLPerf Tiny rules: every result is measured; an older result is submitted again only where the round allows it',
  severity: always('warning'),
  judge(all) {
    const places = new Map<string, { context: ResultContext; file: string; mode: string }[]>();
    for (const context of all) {
      for (const [mode, run] of runsOf(context.evidence)) {
        for (const { file, role, bytes, sha256 } of run.digests) {
          if (bytes === 0 || !ofOneRun.has(role)) continue;
          const list = places.get(sha256) ?? [];
          list.push({ context, file, mode });
          places.set(sha256, list);
        }
      }
    }
    const found = new Map<ResultContext, Observation[]>();
    for (const [sha256, same] of places) {
      const published = publishedLogsOf(sha256);
      for (const { context, file, mode } of same) {
        const others = same
          .filter((other) => other.file !== file || other.context !== context)
          .map((other) => nameOf(other.context.submission.round, other.file));
        const before = published
          .filter((log) => !isItself(log, context.submission.round, file))
          .map((log) => nameOf(log.round, log.file));
        const names = [...new Set([...others, ...before])];
        if (names.length === 0) continue;
        const observation: Observation = {
          ...{ file, line: null, expected: 'a file of this run alone', bearing: 'none' },
          found: names.slice(0, 5).join(', '),
          message: `This file of the ${mode} run is byte for byte that of ${names.slice(0, 5).join(', ')}.`,
          remedy: 'Say in the notes that a result is submitted again, or measure this system on its own.',
        };
        found.set(context, [...(found.get(context) ?? []), observation]);
      }
    }
    return found;
  },
};

/** Whether a published log is of the round that is checked, or lies there as in the round, where nobody says which it is. */
function isItself(log: PublishedLog, round: Round | null, file: string): boolean {
  return round === null ? log.file === file : log.round === round;
}

function nameOf(round: Round | null, file: string): string {
  return round === null ? file : `${round}/${file}`;
}
