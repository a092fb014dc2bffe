import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningCommand } from './running-command.ts';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GradesFile {
  readonly students: readonly { readonly id: string; readonly name: string; readonly total: number }[];
  readonly likenesses: readonly {
    readonly kind: string;
    readonly strength: string;
    readonly students: readonly string[];
  }[];
  readonly notes: readonly string[];
}

/** `boardbench grade` with these words. */
export async function grade(...words: readonly string[]): Promise<Ended> {
  const command = new RunningCommand('grade', ...words);
  const status = await command.ended();
  return { status, stdout: command.stdout, stderr: command.stderr };
}

export function gradesIn(out: string): GradesFile {
  return JSON.parse(readFileSync(join(out, 'grades.json'), 'utf8')) as GradesFile;
}

/** By student id. */
export function totalsIn(out: string): Record<string, number> {
  return Object.fromEntries(gradesIn(out).students.map(({ id, total }) => [id, total]));
}

/** Content and time of every file below a folder. */
export function stateOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names.flatMap((name) => {
      const { mtimeMs } = statSync(join(folder, name));
      const isFile = statSync(join(folder, name)).isFile();
      return isFile ? [[name, `${mtimeMs} ${readFileSync(join(folder, name), 'base64')}`]] : [];
    }),
  );
}

/** Their ids. */
export const [good, lazy, broken] = ['40117', '40118', '40119'] as const;
export const goodFile = 'ostergardmaja_40117_991201_model.zip';
export const lazyFile = 'lethihoa_40118_991202_starter.tflite';
export const brokenFile = 'ruiztomas_40119_991203_model.zip';

/** The sample assignment in a folder of its own. */
export class SampleCourse {
  readonly folder = mkdtempSync(join(tmpdir(), 'boardbench-grade-'));
  readonly course = join(this.folder, 'course');

  async write(): Promise<Ended> {
    return grade('init', '--sample', this.course);
  }

  /** Something in the course. */
  path(...names: readonly string[]): string {
    return join(this.course, ...names);
  }

  /** Something beside it. */
  beside(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** Its rubric and its roster. */
  get options(): string[] {
    return ['--rubric', this.path('rubric.yaml'), '--roster', this.path('roster.csv')];
  }

  /** The rubric with something in place of something. */
  rubricWith(change: (text: string) => string): string {
    return change(readFileSync(this.path('rubric.yaml'), 'utf8'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
