import { chmod, copyFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { isWorkloadFile } from '../../../workloads/own/own-workload.ts';
import { builtInPrefix } from '../../../workloads/built-in/catalogue.ts';
import type { Rubric } from '../rubric/rubric.ts';

/** Where the program's own files are. */
const programRoot = new URL('../../../', import.meta.url);
const scripts = ['setup.sh', 'run_autograder'] as const;
const executable = 0o755;

/**
 * Writes what Gradescope runs to grade: its two scripts, this program without what it installs, and the assignment with
 * all that the rubric names. Paths in the rubric are those of the copies; comments stay.
 * @param rubric a rubric that was read
 * @param directory absent or empty
 */
export async function writeAutograder(rubric: Rubric, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of scripts) {
    const script = join(directory, name);
    await copyFile(new URL(name, import.meta.url), script);
    await chmod(script, executable);
  }
  await copyProgram(join(directory, 'boardbench'));
  await copyAssignment(rubric, join(directory, 'assignment'));
}

async function copyProgram(directory: string): Promise<void> {
  const manifest = JSON.parse(await readFile(new URL('package.json', programRoot), 'utf8')) as {
    readonly files: readonly string[];
  };
  await mkdir(directory);
  for (const name of [...manifest.files, 'package.json', 'package-lock.json']) {
    await cp(fileURLToPath(new URL(name, programRoot)), join(directory, name), { recursive: true });
  }
}

async function copyAssignment(rubric: Rubric, directory: string): Promise<void> {
  const document = parseDocument(await readFile(rubric.file, 'utf8'));
  await mkdir(directory, { recursive: true });
  const copied = async (path: readonly string[], from: string, name: string): Promise<void> => {
    await cp(from, join(directory, name), { recursive: true, dereference: true });
    document.setIn(path, name);
  };
  const { workload, data, baseline, judgeOn } = rubric;
  // Its data are what `data.public` names from here on.
  if (isWorkloadFile(workload)) await copied(['workload'], workload, `workload${extname(workload)}`);
  if (data.public !== 'built-in') await copied(['data', 'public'], data.public, 'public');
  if (data.hidden !== null) await copied(['data', 'hidden'], data.hidden, 'hidden');
  if (baseline !== null && !baseline.startsWith(builtInPrefix)) {
    await copied(['baseline'], baseline, `baseline${extname(baseline)}`);
  }
  if (judgeOn.kind === 'measured' && judgeOn.calibration !== null) {
    await copied(['judge-on', 'calibration'], judgeOn.calibration, 'calibration');
  }
  await writeFile(join(directory, 'rubric.yaml'), document.toString({ lineWidth: 0 }));
}
