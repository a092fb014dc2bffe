import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { measureTask } from '../../../../submissions/grading/measuring/measure-task.ts';
import type { Measured } from '../../../../submissions/grading/measuring/measured.ts';
import type { MeasuringPlan } from '../../../../submissions/grading/measuring/plan.ts';
import { readModelGraph } from '../../../../workloads/models/tflite/read.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import { zipOf } from '../../archives/zip-writer.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { builtInModel, kwsPlan } from './measuring-plan.ts';

describe('What is measured of a hand-in', function () {
  this.timeout(20_000);
  const folder = temporaryFolder();
  const model = builtInModel('kws01');
  let plan: MeasuringPlan;

  before(async () => {
    plan = await kwsPlan(folder.path, 24);
  });

  async function measure(path: string, rest: Partial<MeasuringPlan> = {}): Promise<Measured> {
    const progress: unknown[] = [];
    return measureTask({ path, plan: { ...plan, ...rest } }, (one) => progress.push(one));
  }

  function valueOf({ figures }: Measured, measure: string): number | undefined {
    return figures.find((figure) => figure.measure === measure)?.value;
  }

  /** The only problem, which keeps everything from being measured. */
  async function onlyProblem(path: string, rest: Partial<MeasuringPlan> = {}): Promise<string> {
    const { problems, figures, model: found } = await measure(path, rest);
    assert.deepEqual([problems.length, figures.length, found], [1, 0, null]);
    const [problem] = problems;
    assert.equal(problem?.severity, 'fatal');
    assert.doesNotMatch(JSON.stringify(problem), new RegExp(folder.path));
    assert.match(problem.remedy, /\w+ .*\.$/);
    return `${problem.code}: ${problem.message}`;
  }

  it('is what its model costs, an estimate for the board, and how many answers are right', async () => {
    const measured = await measure(folder.write('whole/model.tflite', model));
    assert.deepEqual(measured.problems, []);
    assert.equal(valueOf(measured, 'macs'), 2_656_768);
    assert.equal(measured.model?.profile.flashBytes, valueOf(measured, 'flash'));
    const parts = measured.model?.profile.sram.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.equal(parts, valueOf(measured, 'sram'));
    const accuracy = measured.figures.find((figure) => figure.measure === 'accuracy');
    assert.deepEqual([accuracy?.data, accuracy?.samples, accuracy?.kind], ['public', 24, 'derived']);
    assert.match(accuracy?.basis ?? '', /^\d+ of 24 right$/);
    assert.ok((accuracy?.value ?? 0) > 0.8);
    assert.equal(measured.figures.find((figure) => figure.measure === 'latency')?.kind, 'estimated');
    const answers = (measured.model?.answers ?? '').split(',');
    assert.equal(answers.length, 24);
    const wrong = answers.filter((answer) => answer.endsWith('!')).length;
    assert.equal((24 - wrong) / 24, accuracy?.value);
    assert.deepEqual(JSON.parse(JSON.stringify(measured)), measured);
  });

  it('is the same of a folder, an archive, a folder around it, and an archive in it, whatever they are called', async () => {
    const files = [
      { name: 'model.tflite', content: model },
      { name: 'notes/read me.txt', content: Buffer.from('hello') },
    ];
    for (const { name, content } of files) folder.write(`as-folder/${name}`, content);
    for (const { name, content } of files) folder.write(`as-shell/my work/final/${name}`, content);
    folder.write('as-shell/.DS_Store', 'x');
    folder.write('as-shell/__MACOSX/._model.tflite', 'x');
    const zip = zipOf(files.toReversed());
    const inner = zipOf([{ name: 'work/again.zip', content: zip }]);
    const paths = [
      join(folder.path, 'as-folder'),
      join(folder.path, 'as-shell'),
      folder.write('a.zip', zip),
      folder.write('renamed.bin', zip),
      folder.write('b.zip', inner),
    ];
    const [first, ...others] = await Promise.all(paths.map((path) => measure(path)));
    assert.equal(first?.problems.length, 0);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('of a file alone does not depend on its name', async () => {
    const paths = ['model.tflite', 'lovelace_1_2_model-3.tflite', 'thing'].map((name) =>
      folder.write(`alone/${name}`, model),
    );
    const [first, ...others] = await Promise.all(paths.map((path) => measure(path)));
    assert.equal(first?.problems.length, 0);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('counts the files that are asked for', async () => {
    const handIn = { ...plan.handIn, requiredFiles: ['report.pdf', 'code/*.py', '*.tflite'] };
    folder.write('required/model.tflite', model);
    folder.write('required/Report.PDF', 'x');
    const measured = await measure(join(folder.path, 'required'), { handIn });
    assert.ok(Math.abs((valueOf(measured, 'files') ?? 0) - 2 / 3) < 1e-9);
    assert.deepEqual(measured.missingFiles, ['code/*.py']);
  });

  it('takes the model nearest to the top, and says that there are several', async () => {
    for (const name of ['b.tflite', 'a/a.tflite', 'c.tflite']) folder.write(`several/${name}`, model);
    const { model: found, problems } = await measure(join(folder.path, 'several'));
    assert.equal(found?.file, 'b.tflite');
    assert.match(
      problems[0]?.message ?? '',
      /^Several files are called \*\.tflite \(b\.tflite, c\.tflite, a\/a\.tflite\), and b\.tflite was taken$/,
    );
  });

  it('has a sentence for a hand-in that is empty', async () => {
    mkdirSync(join(folder.path, 'empty'));
    assert.match(await onlyProblem(join(folder.path, 'empty')), /^grade\.empty: There is nothing in the hand-in$/);
    mkdirSync(join(folder.path, 'only-link'));
    symlinkSync('/etc/passwd', join(folder.path, 'only-link', 'model.tflite'));
    assert.match(await onlyProblem(join(folder.path, 'only-link')), /^grade\.links: model\.tflite is a link/);
    assert.match(await onlyProblem(folder.write('empty.zip', zipOf([]))), /^grade\.empty/);
    assert.match(await onlyProblem(folder.write('empty.tflite', '')), /^grade\.empty/);
  });

  it('has a sentence for half an archive', async () => {
    const zip = zipOf([{ name: 'model.tflite', content: model }]);
    const sentence = /^archive\.unreadable: The hand-in is not a usable archive/;
    assert.match(await onlyProblem(folder.write('half.zip', zip.subarray(0, zip.length / 2))), sentence);
    const tar = gzipSync(Buffer.alloc(20_000, 'ustar'));
    assert.match(await onlyProblem(folder.write('half.tar.gz', tar.subarray(0, tar.length / 2))), sentence);
  });

  it('has a sentence for too much, packed or not', async () => {
    const much = Buffer.alloc(200_000);
    assert.match(
      await onlyProblem(folder.write('much.zip', zipOf([{ name: 'a', content: much }])), { mostBytes: 100_000 }),
      /^archive\.size: The hand-in would unpack to more than 100000 bytes/,
    );
    folder.write('much/a', much);
    assert.match(
      await onlyProblem(join(folder.path, 'much'), { mostBytes: 100_000 }),
      /^grade\.too-large: The hand-in has more than the 0\.1 MB/,
    );
  });

  it('has a sentence for archives that would write elsewhere', async () => {
    const escaping = zipOf([{ name: '../evil.tflite', content: model }]);
    assert.match(await onlyProblem(folder.write('escape.zip', escaping)), /^archive\.path/);
    const link = zipOf([{ name: 'model.tflite', content: Buffer.from('/etc/passwd'), mode: 0o120777 }]);
    assert.match(await onlyProblem(folder.write('link.zip', link)), /^archive\.link/);
    mkdirSync(join(folder.path, 'links'));
    symlinkSync('/etc/passwd', join(folder.path, 'links', 'model.tflite'));
    folder.write('links/other.txt', 'x');
    assert.match(await onlyProblem(join(folder.path, 'links')), /^grade\.links: model\.tflite is a link/);
  });

  it('has a sentence where there is no model, or only one of another kind', async () => {
    folder.write('keras/net.h5', 'x');
    assert.equal(
      await onlyProblem(join(folder.path, 'keras')),
      'grade.no-model: There is no model in the hand-in: no file that is called *.tflite; there is net.h5',
    );
    assert.match(
      await onlyProblem(folder.write('picture.tflite', Buffer.from('\u0089PNG and so on, renamed'))),
      /^model\.unreadable: The file that was handed in is not a usable \.tflite model/,
    );
    assert.equal(
      await onlyProblem(folder.write('cut/model.tflite', model.subarray(0, 5000))),
      'grade.broken-model: The file that was handed in begins as a .tflite model, and is cut off or damaged',
    );
  });

  it('knows formats by their first bytes, whatever they are called', async () => {
    const of = (start: string): Promise<string> =>
      onlyProblem(folder.write('format.tflite', Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(500, 'x')])));
    assert.equal(
      await of('\u0089HDF\r\n\u001a\n'),
      'grade.other-format: The file that was handed in is a Keras model (HDF5), and no .tflite model',
    );
    assert.match(await of('\u0008\u0007\u0012\u0007pytorch'), /^grade\.other-format: .* is an ONNX model/);
    assert.match(await of('Rar!\u001a\u0007\u0001\u0000'), /^grade\.other-archive: .* is a RAR archive, which is not/);
    assert.match(await of('7z\u00bc\u00af\u0027\u001c'), /^grade\.other-archive: .* is a 7z archive/);
  });

  it('has a sentence for the model of another workload', async () => {
    const sentence = await onlyProblem(folder.write('other.tflite', builtInModel('ic01')));
    assert.match(
      sentence,
      /^model\.unfit: The file that was handed in does not fit kws01: it takes 1 × 32 × 32 × 3 int8/,
    );
  });

  it('tells the costs of a model that cannot be run, and why it cannot', async () => {
    const graph = readModelGraph(model, 'model.tflite');
    const operators = graph.operators.map((operator, index) =>
      index === graph.operators.length - 1 ? { ...operator, name: 'LOGISTIC' } : operator,
    );
    const measured = await measure(folder.write('unsupported.tflite', writeModelGraph({ ...graph, operators })));
    assert.equal(valueOf(measured, 'macs'), 2_656_768);
    assert.equal(valueOf(measured, 'accuracy'), undefined);
    assert.deepEqual(
      measured.problems.map(({ code, severity }) => [code, severity]),
      [['model.unsupported', 'error']],
    );
    assert.match(measured.problems[0]?.message ?? '', /LOGISTIC\) is not supported/);
  });

  it('keeps names that steer terminals out of its sentences', async () => {
    folder.write('hostile/\u001b[2J\u202e.h5', 'x');
    folder.write('hostile/<script>.h5', 'x');
    const measured = await measure(join(folder.path, 'hostile'));
    assert.doesNotMatch(measured.problems[0]?.message ?? '', /[\p{Cc}\u202e]/u);
  });
});
