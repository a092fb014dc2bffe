import type { RequiredFile } from '../rounds/round-rules.ts';
import type { RunFiles } from '../submission.ts';
import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

const damages = {
  'long-line': 'a line longer than any runner writes',
  binary: 'bytes that are no text',
  'cut-off': 'a last line that is cut off',
};

export const evidenceReadable: ResultRule = {
  id: 'evidence-readable',
  scope: 'result',
  title: 'Readable evidence',
  asks: 'Logs, records and results files can be read, are not empty and not cut off.',
  source: 'MLPerf Tiny submission rules: logs are submitted as the runner wrote them',
  severity: always('warning'),
  judge: ({ evidence, result, round }) =>
    runsOf(evidence).flatMap(([mode, { problems, log, files }]): Observation[] => [
      ...problems.map(({ place, what, message }): Observation => ({
        ...place,
        ...{ expected: 'a readable file', found: what, bearing: 'absent' },
        ...(isNeeded(place.file, files, round.files[result.runner]?.[mode] ?? []) ? { severity: 'error' } : {}),
        message: `A file of the ${mode} run is of no use: ${message}.`,
        remedy: 'Submit the file as the runner wrote it.',
      })),
      ...(log?.damage ?? []).slice(0, 10).map(({ line, what }): Observation => ({
        ...{ file: log?.file ?? '', line, expected: 'text as the runner writes it', found: what, bearing: 'none' },
        message: `The log of the ${mode} run has ${damages[what]}.`,
        remedy: 'Submit the log as the runner wrote it; look for a disturbed serial line.',
      })),
    ]),
};

/** Whether the round asks for this file of a run: destroyed, it weighs as one that is not there. */
function isNeeded(file: string, files: RunFiles, roles: readonly RequiredFile[]): boolean {
  return file === files.journal || roles.some((role) => files[role] === file);
}
