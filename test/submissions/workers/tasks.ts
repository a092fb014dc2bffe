import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failure } from '../../../harness/errors.ts';
import { serveTasks } from '../../../submissions/workers/serve-tasks.ts';

/** What the processes of these tests can be told to do. */
export type TestTask =
  | { readonly do: 'loop' | 'fill-heap' | 'fill-buffers' | 'exit' | 'throw' | 'fail' | 'hang' }
  | { readonly do: 'echo'; readonly value: number }
  | { readonly do: 'tell-environment' }
  | { readonly do: 'leave-file' }
  | { readonly do: 'report'; readonly times: number };

export interface TestDone {
  readonly pid: number;
  readonly value: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
}

const kept: unknown[] = [];

async function work(task: TestTask, report: (progress: number) => void): Promise<TestDone> {
  const { pid } = process;
  switch (task.do) {
    case 'echo':
      return { pid, value: task.value };
    case 'loop':
      report(pid);
      for (;;);
    case 'hang':
      report(pid);
      return new Promise<TestDone>(() => undefined);
    case 'fill-heap':
      for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
    case 'fill-buffers':
      for (;;) {
        kept.push(Buffer.alloc(8 << 20, 1));
        await new Promise(setImmediate);
      }
    case 'exit':
      return process.exit(7);
    case 'throw':
      throw new TypeError('this is no function');
    case 'fail':
      throw failure('archive.link', { archive: 'a.zip', entry: 'b', kind: 'a link' });
    case 'tell-environment':
      return { pid, value: 0, environment: { ...process.env }, folder: tmpdir() };
    case 'leave-file':
      await writeFile(join(tmpdir(), 'left'), 'x');
      return { pid, value: 0, folder: tmpdir() };
    case 'report':
      for (let index = 0; index < task.times; index++) {
        report(index);
        await new Promise(setImmediate);
      }
      return { pid, value: task.times };
  }
}

serveTasks(work);
