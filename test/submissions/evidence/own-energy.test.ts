import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../harness/modes/run.ts';
import type { SessionOutcome } from '../../../harness/session/derive.ts';
import { crc32c } from '../../../power/formats/crc32c.ts';
import { folderTree } from '../../../submissions/folder-tree.ts';
import { judge, readAllEvidence } from '../../../submissions/judge.ts';
import type { JudgedResult } from '../../../submissions/judge.ts';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import { rulesOfRound } from '../../../submissions/rounds/round-rules.ts';
import { requestOf, SimulatedBench } from '../../harness/modes/simulated-bench.ts';

const inPack = 'closed/acme/results/board/kws/energy';

describe('an energy session of our own in a submission', () => {
  let bench: SimulatedBench;
  let outcome: SessionOutcome;

  before(async () => {
    bench = new SimulatedBench(5);
    const outcomes: SessionOutcome[] = [];
    const energy = { monitor: 'sim:?rate=10000', ioManager: null, voltageV: 3 };
    await run(requestOf(bench, 'run', ['energy'], { energy }), bench.surroundings('&mode=energy', outcomes));
    assert.ok(outcomes[0] !== undefined);
    [outcome] = outcomes;
  });
  after(() => {
    bench.remove();
  });

  /** The session as it lies in a packed folder, changed, and judged. */
  async function judged(change: (folder: string) => void = () => undefined): Promise<JudgedResult> {
    const root = join(bench.folder, 'packed');
    rmSync(root, { recursive: true, force: true });
    cpSync(outcome.directory, join(root, inPack), { recursive: true });
    change(join(root, inPack));
    const submission = await readSubmission(await folderTree(root), { round: 'v1.4', useFoldersAbove: false });
    const [found] = judge([await readAllEvidence(submission, rulesOfRound('v1.4'))]);
    const [result, ...more] = found?.results ?? [];
    assert.ok(result !== undefined && more.length === 0);
    return result;
  }

  const told = ({ findings }: JudgedResult, rule: string): string[] =>
    findings
      .filter((finding) => finding.rule === rule)
      .map(({ file, found }) => `${file.slice(inPack.length + 1)} ${found ?? ''}`);

  it('has the energy that its recordings come to, each window with its own', async () => {
    const result = await judged();
    const energy = result.evidence.runs.energy?.energy;
    assert.equal(energy?.from, 'recordings');
    assert.ok(outcome.result?.kind === 'energy');
    const { windows, energyPerInferenceJ } = outcome.result;
    assert.deepEqual(
      energy.windows.map(({ energyUj, place }) => [energyUj, place.file]),
      windows.map(({ energyJ, recording }) => [energyJ * 1e6, `${inPack}/${recording}`]),
    );
    assert.ok(Math.abs((result.evidence.derived.energyUj ?? 0) / (energyPerInferenceJ * 1e6) - 1) < 1e-12);
    // It is a simulation on inputs of nobody's, which the check says; nothing in it is otherwise than measured.
    assert.deepEqual(told(result, 'own-session'), ['journal.jsonl simulated', 'journal.jsonl unofficial']);
    for (const rule of ['claim-energy', 'energy-windows', 'energy-trace'])
      assert.deepEqual(told(result, rule), [], rule);
  });

  it('does not rest on results.json alone', async () => {
    const result = await judged((folder) => {
      for (const name of ['recording-001.trace', 'recording-002.trace']) assert.ok(existsSync(join(folder, name)));
      rmSync(join(folder, 'recording-002.trace'));
    });
    assert.ok(result.findings.some(({ rule, bearing }) => rule === 'own-session' && bearing === 'absent'));
    assert.ok(told(result, 'own-session').includes('recording-002.trace missing'));
  });

  it('shows a sample that was changed, with the checksum of its block or without', async () => {
    for (const isMended of [false, true]) {
      const result = await judged((folder) => {
        changeSample(join(folder, 'recording-002.trace'), isMended);
      });
      assert.ok(told(result, 'own-session').includes('recording-002.trace changed'), String(isMended));
      assert.equal(result.verdict, 'invalid');
    }
  });

  it('shows a line that is gone from its log, a figure that is another, and a claim that the recordings contradict', async () => {
    const edit = (name: string, change: (text: string) => string) => (folder: string) => {
      const before = readFileSync(join(folder, name), 'utf8');
      const text = change(before);
      assert.notEqual(text, before);
      writeFileSync(join(folder, name), text);
    };
    const without = await judged(edit('log.txt', (text) => text.replace(/^.*Command "dut infer.*\n/m, '')));
    assert.ok(told(without, 'own-session').includes('log.txt changed'));
    const other = await judged(edit('results.json', (text) => text.replace(/"iterations": ?\d/, '$&1')));
    assert.ok(told(other, 'own-session').includes('results.json changed'));
    const claimed = await judged(edit('results.txt', (text) => text.replace(/(Median energy cost is )\d/, '$19')));
    assert.ok(told(claimed, 'own-session').includes('results.txt changed'));
    assert.equal(told(claimed, 'claim-energy').length > 0, true);
  });
});

/** Changes a bit in the middle of the recording's largest block; mended, its checksum fits again. */
function changeSample(path: string, isMended: boolean): void {
  const bytes = readFileSync(path);
  const headBytes = 8;
  let largest = { at: 0, length: 0 };
  for (let at = headBytes; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 1);
    if (length > largest.length) largest = { at, length };
    at += 5 + length + 4;
  }
  const { at, length } = largest;
  const place = at + 5 + (length >> 1);
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
  const end = at + 5 + length;
  if (isMended) bytes.writeUInt32LE(crc32c(bytes.subarray(at, end)), end);
  writeFileSync(path, bytes);
}
