import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskFailure } from '../../harness/disk-failure.ts';
import { failure } from '../../harness/errors.ts';
import { findSessions } from '../../harness/session/find-sessions.ts';
import { verifySession } from '../../harness/session/verify.ts';
import type { SessionVerification } from '../../harness/session/verify.ts';
import type { Division } from '../submission.ts';
import { codeNote, systemsNote } from './notes.ts';
import { packability } from './packable.ts';
import type { PackableSession, PackProblem } from './packable.ts';
import { packedNames } from './packed-files.ts';
import type { SystemValues } from './packed-system.ts';
import { systemText } from './system-fields.ts';

/** What is to be packed, as what. */
export interface PackRequest {
  /** As `packableSessions` gives them. */
  readonly sessions: readonly PackableSession[];
  readonly submitter: string;
  readonly division: Division;
  /** The name of the system's folder and description. */
  readonly systemName: string;
  readonly system: SystemValues;
  readonly out: string;
}

/** What was packed. */
export interface Packed {
  /** The submitter's folder. */
  readonly folder: string;
  /** Paths from `out`, sorted. */
  readonly files: readonly string[];
  readonly sessions: readonly PackableSession[];
  /** Files in the sessions' folders that are no evidence and were left behind. */
  readonly left: readonly string[];
}

/**
 * Verifies the sessions in folders, or below them, as those of one system.
 * @param onProgress takes how many of them are verified
 * @throws BenchError session.not-found; pack.refused with every reason not to pack them
 */
export async function packableSessions(
  paths: readonly string[],
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<readonly PackableSession[]> {
  const folders = [...new Set(paths.flatMap(findSessions))];
  const verified: SessionVerification[] = [];
  for (const folder of folders) {
    onProgress(verified.length, folders.length);
    verified.push(await verifySession(folder));
  }
  const { sessions, problems } = packability(verified);
  if (problems.length > 0) throw failure('pack.refused', { reasons: problems.map(problemText).join('\n') });
  return sessions;
}

/**
 * Packs verified sessions as the results of a system, in the layout of v1.4: all or nothing.
 * @throws BenchError pack.taken; disk.full, disk.failed
 */
export function packSessions(request: PackRequest): Packed {
  const { out, submitter, division, systemName, sessions } = request;
  const place = `${division}/${submitter}`;
  const taken = [`${place}/systems/${systemName}.json`, `${place}/results/${systemName}`].find((path) =>
    existsSync(join(out, path)),
  );
  if (taken !== undefined) throw failure('pack.taken', { path: join(out, taken) });
  try {
    return write(request, sessions, place);
  } catch (cause) {
    throw diskFailure(join(out, place), cause);
  }
}

function write(request: PackRequest, sessions: readonly PackableSession[], place: string): Packed {
  const { out, systemName, system } = request;
  mkdirSync(out, { recursive: true });
  // All is made beside its place first, so that what fails leaves nothing half done.
  const staging = mkdtempSync(join(out, '.packing-'));
  try {
    const files: string[] = [];
    const left: string[] = [];
    const put = (path: string, fill: (target: string) => void): void => {
      const target = join(staging, path);
      mkdirSync(dirname(target), { recursive: true });
      fill(target);
      files.push(path);
    };
    const text = (content: string) => (target: string) => {
      writeFileSync(target, content);
    };
    put(`${place}/systems/${systemName}.json`, text(systemText(system)));
    for (const { folder, benchmark, mode } of sessions) {
      const names = packedNames(folder);
      left.push(...names.left.map((name) => join(folder, name)));
      for (const name of names.packed) {
        put(`${place}/results/${systemName}/${benchmark}/${mode}/${name}`, (target) => {
          cpSync(join(folder, name), target);
        });
      }
    }
    for (const benchmark of new Set(sessions.map((session) => session.benchmark))) {
      const note = `${place}/code/${benchmark}/README.md`;
      if (!existsSync(join(out, note))) put(note, text(codeNote(benchmark, systemName)));
    }
    const note = `${place}/systems/README.md`;
    const hasEnergy = sessions.some(({ mode }) => mode === 'energy');
    if (!existsSync(join(out, note))) put(note, text(systemsNote(hasEnergy)));
    publish(staging, out, place, systemName, files);
    return { folder: join(out, place), files: files.sort(), sessions, left };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Moves what was made to its place: the results' folder as a whole, the description last. */
function publish(staging: string, out: string, place: string, systemName: string, files: readonly string[]): void {
  const results = `${place}/results/${systemName}`;
  const description = `${place}/systems/${systemName}.json`;
  const others = files.filter((path) => path !== description && !path.startsWith(`${results}/`));
  for (const path of [...others, results, description]) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    renameSync(join(staging, path), join(out, path));
  }
}

function problemText({ folder, reason }: PackProblem): string {
  return folder === null ? `  ${reason}` : `  ${folder}: ${reason}`;
}
