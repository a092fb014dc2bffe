import type { RequiredFile } from '../rounds/round-rules.ts';
import type { RunFiles } from '../submission.ts';
import { always, runsOf } from './rule.ts';
import type { Observation, ResultRule } from './rule.ts';

/** Names of the files in the rules' words. */
const names: Readonly<Record<RequiredFile, string>> = {
  results: 'results.txt',
  log: 'log.txt',
  resultsJson: 'results.json',
  script: 'script.async',
  trace: 'trace1-energy.bin',
  timestamps: 'trace1-timestamps.json',
  journal: 'journal.jsonl',
  manifest: 'manifest.json',
};

export const requiredFiles: ResultRule = {
  id: 'required-files',
  scope: 'result',
  title: 'Required files',
  asks: 'Performance and accuracy are run, and every run has the files that the round asks for.',
  source: 'MLPerf Tiny submission rules, layout of the results; user guide of the runner',
  severity: always('error'),
  judge({ evidence, result, round }) {
    const observations: Observation[] = [];
    for (const mode of round.requiredRuns ?? []) {
      // Streaming wakeword is measured in one run that holds the energy as well.
      if (evidence.runs[mode] !== undefined || (result.benchmark === 'sww' && evidence.runs.energy !== undefined))
        continue;
      if (result.benchmark === 'sww' && mode === 'accuracy') continue;
      observations.push({
        ...{ file: result.folder, line: null, expected: mode, found: null, bearing: 'absent' },
        message: `There is no ${mode} run.`,
        remedy: `Add the ${mode} run; without it the result cannot be judged.`,
      });
    }
    for (const [mode, { files }] of runsOf(evidence)) {
      for (const role of round.files[result.runner]?.[mode] ?? []) {
        // The official set-up of streaming wakeword leaves no trace of its own.
        if (files[role] !== undefined || isReplaced(role, files)) continue;
        if (result.benchmark === 'sww' && role !== 'results' && role !== 'log' && role !== 'resultsJson') continue;
        // A rule of its own says what becomes of an energy figure without its trace.
        if (role === 'trace' || role === 'timestamps') continue;
        observations.push({
          ...{ file: files.folder, line: null, expected: names[role], found: null },
          bearing: bearingOf(role, files),
          message: `The ${mode} run has no ${names[role]}.`,
          remedy: `Add the ${names[role]} of this run; a figure without it cannot be derived again.`,
        });
      }
    }
    return observations;
  },
};

/** Our journal holds all that the log does. */
function isReplaced(role: RequiredFile, { journal }: RunFiles): boolean {
  return role === 'log' && journal !== undefined;
}

/** Records without a log are unverifiable: nothing shows that they are of one run; records are no matter beside a log. */
function bearingOf(role: RequiredFile, { log, journal }: RunFiles): Observation['bearing'] {
  if (role === 'resultsJson') return log === undefined ? 'absent' : 'none';
  if (role === 'log') return journal === undefined ? 'absent' : 'none';
  return role === 'results' ? 'absent' : 'none';
}
