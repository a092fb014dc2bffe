import type { Finding } from '../finding.ts';
import type { RunFiles, RunMode } from '../submission.ts';
import type { RunFolder } from './run-folders.ts';

/** What of the names of a run's folder and files is not as the rules have it. */
export function folderFindings({ place, mode, files, unusual }: RunFolder): Finding[] {
  const findings: Finding[] = [];
  if (place.modeFolder !== null && mode !== null && place.modeFolder !== mode) {
    findings.push({
      ...about('layout-folder-name', files.folder),
      message: `the folder of the ${mode} run is named ${place.modeFolder}`,
      expected: mode,
      found: place.modeFolder,
      remedy: `Rename it to ${mode}: the official checker looks for that name.`,
    });
  }
  for (const file of unusual) {
    const name = file.slice(file.lastIndexOf('/') + 1);
    findings.push({
      ...about('layout-file-name', file),
      message: `the file is named ${name}`,
      expected: plainName(name),
      found: name,
      remedy: `Rename it to ${plainName(name)}: the official checker looks for that name.`,
    });
  }
  return findings;
}

/** A second run of one mode of a result, of which the first is the one that is judged. */
export function severalRuns(mode: RunMode, judged: RunFiles, other: RunFiles, isOtherClaim: boolean): Finding {
  const which = `there is more than one ${mode} run of this result: ${judged.folder} and ${other.folder}`;
  return {
    ...about('layout-several-runs', judged.folder),
    ...(isOtherClaim ? { severity: 'error', bearing: 'contradicted' } : {}),
    message: isOtherClaim ? `${which}, which claim different figures` : which,
    expected: 1,
    found: 2,
    remedy: `Submit one run of each mode; only ${judged.folder} was looked at.`,
  };
}

/** Files of a run of which nothing says what it is. */
export function unplaced({ files }: RunFolder, lacking: 'mode' | 'benchmark'): Finding {
  return {
    ...about('layout-unplaced', files.folder),
    message: `neither folders nor files say the ${lacking} of the run in ${files.folder === '' ? 'this folder' : files.folder}`,
    expected: lacking === 'mode' ? 'performance, accuracy or energy' : 'ad, ic, kws, vww, sww or ic2',
    found: null,
    remedy: 'Put it at DIVISION/SUBMITTER/results/SYSTEM/BENCHMARK/MODE.',
  };
}

function about(rule: string, file: string): Pick<Finding, 'rule' | 'severity' | 'file' | 'line' | 'bearing'> {
  return { rule, severity: 'warning', file, line: null, bearing: 'none' };
}

function plainName(name: string): string {
  const bare = name.toLowerCase().replace(/^(performance|perf|accuracy|acc|energy|power)[_-]/, '');
  if (bare === 'result.txt' || bare === 'postproc.txt') return 'results.txt';
  return bare.replace(/^trace\d*-/, 'trace1-');
}
