import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inferCommand } from '../../../harness/cli/infer.ts';
import { Journal } from '../../../harness/session/journal.ts';
import { writeBuiltInDataset } from '../../../workloads/built-in/dataset.ts';
import { openDataset } from '../../../workloads/datasets/dataset.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';
import { boardInference } from '../../../workloads/models/board-results.ts';
import { openModel, readModelFile } from '../../../workloads/models/open-model.ts';
import { describeWithReference } from '../../reference.ts';
import { headOf, identityOf, sampleOf, steppingClock } from '../session/example-session.ts';

/** What a test reads of `infer --json`. */
interface Inference {
  readonly model: { readonly precision: string };
  readonly workload: string;
  readonly samples: number;
  readonly correct: number | null;
  readonly top1: number | null;
  readonly reachesTarget: boolean | null;
  readonly scores?: readonly { readonly score: number }[];
  readonly against: {
    readonly model: { readonly engine: string };
    readonly correct: number;
    readonly accuracyLost: number;
    readonly answersDiffer: number;
  } | null;
  readonly sessions: readonly {
    readonly compared: number;
    readonly differing: number;
    readonly first: readonly {
      readonly index: number;
      readonly board: readonly number[];
      readonly host: readonly number[];
    }[];
  }[];
}

/** Runs the command in this process; gives what it prints on stdout, and the exit status that it sets. */
async function run(...args: readonly string[]): Promise<{ readonly text: string; readonly status: unknown }> {
  const written: string[] = [];
  const original = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text: string | Uint8Array) => {
    written.push(String(text));
    return true;
  };
  const statusBefore = process.exitCode;
  process.exitCode = 0;
  try {
    await inferCommand().parseAsync([...args], { from: 'user' });
    return { text: written.join(''), status: process.exitCode };
  } finally {
    process.stdout.write = original;
    process.exitCode = statusBefore;
  }
}

async function infer(...args: readonly string[]): Promise<Inference & { readonly status: unknown }> {
  const { text, status } = await run(...args, '--json');
  return { ...(JSON.parse(text) as Inference), status };
}

describe('boardbench infer', () => {
  let folder = '';
  let data = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'boardbench-infer-'));
    data = join(folder, 'data');
    await writeBuiltInDataset('kws01', data, 24);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds the workload of a model and its accuracy', async () => {
    const { workload, samples, correct, top1, model, against, sessions } = await infer('built-in:kws01', data);
    assert.deepEqual([workload, samples, model.precision], ['kws01', 24, 'int8']);
    assert.ok(correct !== null && correct >= 20, `${correct} right`);
    assert.equal(top1, correct / 24);
    assert.deepEqual([against, sessions], [null, []]);
  });

  it('loses nothing against itself, and says so to people', async () => {
    const { text } = await run('built-in:kws01', data, '--against', 'built-in:kws01', '--limit', '6');
    assert.match(text, /the first 6 of 24 samples/);
    assert.match(text, /nothing lost\n {2}0 of 6 answers differ/);
  });

  /** A session of the built-in model on the data set, in which `change` alters what the board prints. */
  async function sessionWith(name: string, change: (index: number, printed: number[]) => number[]): Promise<string> {
    const dataset = await openDataset(data, kws01);
    const { labelsSha256, inputsSha256, samples } = dataset;
    const file = await readModelFile('built-in:kws01');
    const { model } = await openModel(file.bytes, file.file);
    const inference = boardInference(kws01, model);
    const directory = join(folder, name);
    const head = headOf({
      mode: 'accuracy',
      dataset: { directory: data, kind: 'demonstration', labelsSha256, inputsSha256, samples },
    });
    const journal = Journal.create(directory, head, { clock: steppingClock() });
    journal.append(identityOf());
    for (const row of dataset.rows.slice(0, 8)) {
      const printed = inference(await dataset.read(row, 0)).map((value) => Number(value.toFixed(3)));
      const { index, file: input, label } = row;
      journal.append(sampleOf(index, { file: input, label, results: change(index, printed) }));
    }
    journal.close();
    return directory;
  }

  it('finds no difference to a board that rounds as boards do', async () => {
    const session = await sessionWith('good', (_, printed) => printed);
    const { sessions, status } = await infer('built-in:kws01', data, '--session', session);
    assert.deepEqual([sessions[0]?.compared, sessions[0]?.differing, status], [8, 0, 0]);
  });

  it('shows the samples on which a board differs, with both vectors, and exits with 1', async () => {
    const session = await sessionWith('bad', (index, printed) => (index === 3 ? printed.toReversed() : printed));
    const { sessions, status } = await infer('built-in:kws01', data, '--session', session);
    assert.equal(status, 1);
    assert.deepEqual([sessions[0]?.compared, sessions[0]?.differing], [8, 1]);
    const [difference] = sessions[0]?.first ?? [];
    assert.equal(difference?.index, 3);
    const backwards = difference.host.toReversed();
    assert.ok(difference.board.every((value, place) => Math.abs(value - (backwards[place] ?? NaN)) <= 0.0005 + 1e-9));
    const { text } = await run('built-in:kws01', data, '--session', session);
    assert.match(text, /1 of 8 results differ by more than 0\.0044/);
    assert.match(text, /\n {4}board [\d., ]+\n {4}host {2}[\d., ]+\n/);
  });

  it('compares no session with other data', async () => {
    const session = await sessionWith('other', (_, printed) => printed);
    const other = join(folder, 'other-data');
    await writeBuiltInDataset('kws01', other, 12);
    await assert.rejects(infer('built-in:kws01', other, '--session', session), { code: 'dataset.changed' });
  });

  it('says that a folder holds no session, or none of the workload', async () => {
    await assert.rejects(infer('built-in:kws01', data, '--session', data), { code: 'session.not-found' });
    const directory = join(folder, 'performance');
    Journal.create(directory, headOf(), { clock: steppingClock() }).close();
    await assert.rejects(infer('built-in:kws01', data, '--session', directory), { code: 'session.other-workload' });
  });

  it('refuses models and data that do not fit', async () => {
    await assert.rejects(infer('built-in:kws01', data, '--workload', 'ic01'), { code: 'model.unfit' });
    await assert.rejects(infer(join(folder, 'none.tflite'), data), { code: 'file.missing' });
    await assert.rejects(infer(join(data, 'y_labels.csv'), data), { code: 'model.unreadable' });
    await assert.rejects(infer('built-in:kws01', folder), { code: 'dataset.missing' });
  });
});

describeWithReference('boardbench infer with the official models', (reference) => {
  const model = (name: string): string => join(reference, 'models', `${name}.tflite`);
  const pictures = join(reference, 'datasets/ic01-cifar-first200');

  it('gives 176 of 200 with ic01, 178 with float32, and tells what was lost', async () => {
    const found = await infer(model('ic01_int8'), pictures, '--against', model('ic01_fp32'));
    assert.deepEqual([found.workload, found.samples, found.correct, found.top1], ['ic01', 200, 176, 0.88]);
    assert.equal(found.against?.correct, 178);
    assert.match(found.against.model.engine, /^TensorFlow\.js \((native|wasm|cpu)\)$/);
    assert.ok(Math.abs(found.against.accuracyLost - 0.01) < 1e-12);
    assert.ok(found.against.answersDiffer >= 2);
  });

  it('gives 183 of 200 with ic02', async () => {
    const { workload, correct } = await infer(model('ic02_int8'), pictures);
    assert.deepEqual([workload, correct], ['ic02', 183]);
  });

  it('gives 901 of 1000 keywords', async () => {
    const { samples, correct, reachesTarget } = await infer(model('kws01_int8'), join(reference, 'datasets/kws01'));
    assert.deepEqual([samples, correct, reachesTarget], [1000, 901, true]);
  });

  it('scores a recording by the mean of its windows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'boardbench-infer-ad-'));
    try {
      const name = 'normal_id_01_00000000_hist_librosa.bin';
      mkdirSync(folder, { recursive: true });
      copyFileSync(join(reference, 'datasets/ad01', name), join(folder, name));
      writeFileSync(join(folder, 'y_labels.csv'), `${name},2,0,2560,512\n`);
      const { scores, reachesTarget } = await infer(model('ad01_fp32'), folder);
      assert.ok(Math.abs((scores?.[0]?.score ?? NaN) / 9.707108719683708 - 1) < 1e-3);
      assert.equal(reachesTarget, null);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('knows no workload of a model that fits none', async () => {
    await assert.rejects(infer(model('sww01_int8'), pictures), { code: 'model.no-workload' });
  });
});
