import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { writeAutograder } from '../../../../submissions/grading/autograder/write-autograder.ts';
import { readRubric } from '../../../../submissions/grading/rubric/read-rubric.ts';
import { builtInWorkload } from '../../../../workloads/built-in/catalogue.ts';
import { writeBuiltInDataset } from '../../../../workloads/built-in/dataset.ts';
import { repositoryRoot } from '../../../repository-root.ts';

describe('the folder of an autograder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-autograder-'));
  const out = join(folder, 'out');

  before(async () => {
    await writeBuiltInDataset('kws01', join(folder, 'open data'), 4);
    await writeBuiltInDataset('kws01', join(folder, 'secret'), 4, 99);
    copyFileSync(builtInWorkload('kws01').model, join(folder, 'starter.tflite'));
    const sample = readFileSync(join(repositoryRoot, 'docs', 'sample-assignment', 'rubric.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'rubric.yaml'),
      sample
        .replace('public: built-in', 'public: open data # mine')
        .replace('# hidden: hidden', `hidden: ${join(folder, 'secret')}`)
        .replace('baseline: built-in:kws01', 'baseline: ./starter.tflite'),
    );
    await writeAutograder(await readRubric(join(folder, 'rubric.yaml')), out);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has all that the rubric names, and a rubric that names the copies', async () => {
    const assignment = join(out, 'assignment');
    const text = readFileSync(join(assignment, 'rubric.yaml'), 'utf8');
    assert.ok(!text.includes(folder));
    assert.match(text, /# mine/);
    const { data, baseline } = await readRubric(join(assignment, 'rubric.yaml'));
    assert.deepEqual(data, { public: join(assignment, 'public'), hidden: join(assignment, 'hidden') });
    assert.equal(baseline, join(assignment, 'baseline.tflite'));
    assert.ok(existsSync(join(assignment, 'hidden', 'y_labels.csv')));
  });

  it('has the program with what it is installed from, and nothing that was installed', () => {
    for (const name of ['package.json', 'package-lock.json', 'bin/boardbench.js', 'harness/cli/main.ts']) {
      assert.ok(existsSync(join(out, 'boardbench', name)), name);
    }
    for (const name of ['node_modules', 'test', '.git']) assert.ok(!existsSync(join(out, 'boardbench', name)), name);
  });

  it('has two scripts that a shell understands and may run', function () {
    for (const name of ['setup.sh', 'run_autograder']) {
      if (process.platform !== 'win32') assert.equal(statSync(join(out, name)).mode & 0o111, 0o111, name);
      assert.match(readFileSync(join(out, name), 'utf8'), /^#!\/usr\/bin\/env bash\n/);
      const parsed = spawnSync('bash', ['-n', join(out, name)], { encoding: 'utf8' });
      if (parsed.error === undefined) assert.equal(parsed.status, 0, parsed.stderr);
      else console.warn(`${name} was not parsed: there is no bash`);
    }
  });
});
