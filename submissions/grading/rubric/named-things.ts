import { dirname, resolve } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import { builtInPrefix, builtInWorkload, builtInWorkloads } from '../../../workloads/built-in/catalogue.ts';
import { catalogue } from '../../../workloads/catalogue.ts';
import { nearestName } from '../../../workloads/own/nearest-name.ts';
import { chooseWorkload, isWorkloadFile } from '../../../workloads/own/own-workload.ts';
import type { ChosenWorkload } from '../../../workloads/own/own-workload.ts';
import type { YamlPath } from '../../../workloads/own/located-yaml.ts';
import type { Complaints } from './complaints.ts';
import type { RubricFile } from './rubric-file.ts';

/** What is at a path on the disk; null for nothing. */
export type LookUp = (path: string) => 'file' | 'folder' | null;

/** What a rubric names by name or path, with paths from its own folder resolved. */
export interface NamedThings {
  readonly workload: string;
  readonly data: { readonly public: string; readonly hidden: string | null };
  readonly baseline: string | null;
  readonly calibration: string | null;
}

/** What `data.public` says for the data that the project generates itself. */
const builtIn = 'built-in';

/** Finds what a rubric names, and complains of what is not there. */
export function namedThingsOf(
  content: Partial<RubricFile>,
  file: string,
  lookUp: LookUp,
  complaints: Complaints,
): NamedThings {
  const folder = dirname(file);
  const there = (path: YamlPath, written: string, wanted: 'file' | 'folder'): string => {
    const full = resolve(folder, written);
    const found = lookUp(full);
    if (found === null) complaints.add(path, `names ${written}, and there is no such ${wanted} (from ${folder} on)`);
    else if (found !== wanted) complaints.add(path, `names ${written}, which is a ${found} and no ${wanted}`);
    return full;
  };
  const sound = <Value>(path: YamlPath, value: Value | undefined): Value | undefined =>
    complaints.isSound(path) ? value : undefined;

  const workload = workloadOf(sound(['workload'], content.workload), folder, there, complaints);
  const data = sound(['data'], content.data) ?? {};
  const hidden = data.hidden ?? null;
  const parts = {
    public: publicOf(data.public, workload.chosen, there, complaints),
    hidden: hidden === null ? null : there(['data', 'hidden'], hidden, 'folder'),
  };
  if (parts.hidden !== null && parts.hidden === parts.public) {
    complaints.add(['data', 'hidden'], 'is the same folder as the public part');
  }
  const baseline = sound(['baseline'], content.baseline) ?? null;
  const calibration = sound(['judge-on'], content['judge-on'])?.calibration;
  return {
    workload: workload.name,
    data: parts,
    baseline: baseline === null ? null : baselineOf(baseline, there, complaints),
    calibration: calibration === undefined ? null : there(['judge-on', 'calibration'], calibration, 'folder'),
  };
}

type There = (path: YamlPath, written: string, wanted: 'file' | 'folder') => string;

function workloadOf(
  written: string | undefined,
  folder: string,
  there: There,
  complaints: Complaints,
): { readonly name: string; readonly chosen: ChosenWorkload | null } {
  if (written === undefined) return { name: '', chosen: null };
  const name = isWorkloadFile(written) ? resolve(folder, written) : written;
  try {
    const chosen = chooseWorkload(name);
    return { name: chosen.own === undefined ? chosen.specification.name : name, chosen };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    if (error.code === 'file.missing') there(['workload'], written, 'file');
    else if (error.code === 'workload.unknown') complaints.add(['workload'], unknownWorkload(written));
    else complaints.add(['workload'], `cannot be used: ${error.message}`);
    return { name, chosen: null };
  }
}

function unknownWorkload(written: string): string {
  const names = catalogue.map(({ name }) => name);
  const meant = nearestName(written, names);
  return `is no workload that is known; ${meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`}`;
}

function publicOf(
  written: string | undefined,
  chosen: ChosenWorkload | null,
  there: There,
  complaints: Complaints,
): string {
  const path = ['data', 'public'];
  if (written !== undefined && written !== builtIn) return there(path, written, 'folder');
  if (chosen === null) return builtIn;
  const { specification, own } = chosen;
  if (own !== undefined && written === undefined) return there(path, own.dataset, 'folder');
  const names = builtInWorkloads.map((workload) => workload.specification.name);
  if (own === undefined && names.includes(specification.name)) return builtIn;
  complaints.add(
    path,
    `must be a folder: there are no built-in data of ${specification.name}, only of ${names.join(', ')}`,
  );
  return builtIn;
}

function baselineOf(written: string, there: There, complaints: Complaints): string {
  if (!written.startsWith(builtInPrefix)) return there(['baseline'], written, 'file');
  try {
    builtInWorkload(written.slice(builtInPrefix.length));
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    const names = builtInWorkloads.map(({ specification }) => `${builtInPrefix}${specification.name}`);
    complaints.add(['baseline'], `names no built-in model; there are ${names.join(', ')}`);
  }
  return written;
}
