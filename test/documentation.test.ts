import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { boardbench } from './harness/cli/running-command.ts';
import { repositoryRoot } from './repository-root.ts';

interface Block {
  readonly file: string;
  readonly needsHardware: boolean;
  readonly lines: readonly string[];
}

const documents = ['README.md', ...readdirSync(join(repositoryRoot, 'docs')).map((name) => join('docs', name))].filter(
  (name) => name.endsWith('.md'),
);

const blocks = documents.flatMap((file): Block[] => {
  const text = readFileSync(join(repositoryRoot, file), 'utf8');
  return [...text.matchAll(/^```sh( hardware)?\n(.*?)^```$/gms)].map(([, hardware, body = '']) => ({
    file,
    needsHardware: hardware !== undefined,
    lines: body.split('\n').filter((line) => line.startsWith('npx boardbench ')),
  }));
});

/** The words of a command, quotes taken off. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(2);
}

/** The words that name the command. */
function commandIn(words: readonly string[]): readonly string[] {
  if (words[0] === 'dataset' && words[1] === 'import') return words.slice(0, 3);
  if (words[0] === 'grade' && ['init', 'check', 'one', 'autograder'].includes(words[1] ?? '')) return words.slice(0, 2);
  if (words[0] === 'submit' && ['status', 'list', 'withdraw'].includes(words[1] ?? '')) return words.slice(0, 2);
  return words.slice(0, ['session', 'dataset', 'site', 'token'].includes(words[0] ?? '') ? 2 : 1);
}

describe('the documentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-docs-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { file, needsHardware, lines } of blocks) {
    for (const line of lines) {
      if (needsHardware) {
        it(`${file} names options that exist: ${line}`, () => {
          const words = wordsOf(line);
          const command = commandIn(words);
          const help = spawnSync(process.execPath, [boardbench, ...command, '--help'], { encoding: 'utf8' });
          assert.equal(help.status, 0, help.stderr);
          for (const option of words.filter((word) => word.startsWith('--'))) {
            assert.ok(help.stdout.includes(option), `${option} is no option of ${command.join(' ')}`);
          }
        });
      } else {
        it(`${file} can be followed: ${line}`, () => {
          const done = spawnSync(process.execPath, [boardbench, ...wordsOf(line)], { cwd: folder, encoding: 'utf8' });
          assert.equal(done.status, 0, done.stderr);
        });
      }
    }
  }

  for (const file of documents) {
    it(`${file} links to what exists`, () => {
      const text = readFileSync(join(repositoryRoot, file), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert.ok(existsSync(join(repositoryRoot, dirname(file), target)), target);
      }
    });
  }

  it('opens with the two commands of a fresh machine, and CI calls the second', () => {
    const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');
    const commands = [...readme.matchAll(/^```sh\n(npm ci .*)\n```$/gm)].map(([, line]) => line);
    assert.deepEqual(commands, ['npm ci && npm run demo', 'npm ci && npm test']);
    assert.ok(readFileSync(join(repositoryRoot, '.ci', 'run'), 'utf8').includes('\nnpm ci && npm test\n'));
  });
});
