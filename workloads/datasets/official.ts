import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabelList, WorkloadSpecification } from '../specification.ts';
import { demonstrationMarker } from './demonstration.ts';
import type { LabelSource } from './label-source.ts';

/** Whose data they are, and how that is known. */
export interface Origin {
  readonly kind: 'official' | 'demonstration' | 'own';
  readonly reason: string;
  /** The official list of the labels, if they are one. */
  readonly list: LabelList | undefined;
}

/** The official list that a label file is, if any. */
export function officialList(sha256: string, workload: WorkloadSpecification): LabelList | undefined {
  return workload.labelLists.find((list) => list.sha256 === sha256);
}

/** Tells official data from others by the digests of labels and inputs, as far as these are published. */
export async function originOf(
  source: LabelSource,
  digestOfInput: ReadonlyMap<string, string>,
  workload: WorkloadSpecification,
): Promise<Origin> {
  const list = officialList(source.sha256, workload);
  const marker = await firstLine(join(source.folder, demonstrationMarker));
  if (marker !== undefined) {
    return { kind: 'demonstration', reason: marker === '' ? 'it is marked as one' : marker, list };
  }
  if (list === undefined) {
    if (workload.labelLists.length === 0)
      return { kind: 'own', reason: `${workload.name} is no official workload`, list };
    const names = workload.labelLists.map(({ name }) => name).join(' or ');
    return { kind: 'own', reason: `its labels are not the official list (${names})`, list };
  }
  if (workload.officialInputs === null) {
    const reason = `its labels are the official list ${list.name}; of the inputs only names and sizes can be checked`;
    return { kind: 'official', reason, list };
  }
  const changed = await changedInputs(digestOfInput, workload);
  if (changed.length === 0) {
    return { kind: 'official', reason: `labels and inputs are those of the official list ${list.name}`, list };
  }
  const reason = `inputs differ from the official ones (${changed.length} of them, such as ${changed[0] ?? ''})`;
  return { kind: 'own', reason, list };
}

/** The inputs that have the name of an official one and other bytes; none where no digests are published. */
export async function changedInputs(
  digestOfInput: ReadonlyMap<string, string>,
  { officialInputs }: WorkloadSpecification,
): Promise<string[]> {
  if (officialInputs === null) return [];
  const official = await readDigests(officialInputs);
  return [...digestOfInput.keys()].filter(
    (file) => official.has(file) && official.get(file) !== digestOfInput.get(file),
  );
}

/** Reads lines of `SHA-256  NAME`, as `sha256sum` writes them. */
export async function readDigests(file: URL): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

async function firstLine(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text?.split('\n', 1)[0]?.trim();
}
