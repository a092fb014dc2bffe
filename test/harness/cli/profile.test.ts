import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizeOption } from '../../../harness/cli/profile.ts';
import { describeWithReference } from '../../reference.ts';
import { boardbench } from './running-command.ts';

interface Profile {
  readonly macs: number;
  readonly flashBytes: number;
  readonly peakActivationBytes: number;
  readonly fits: boolean | null;
  readonly reserve: { readonly sramBytes: number; readonly flashBytes: number; readonly source: string };
  readonly board?: ProfiledBoard;
  readonly boards?: readonly ProfiledBoard[];
}

interface ProfiledBoard {
  readonly id: string;
  readonly fits: boolean | null;
  readonly sram: { readonly neededBytes: number; readonly capacityBytes: number };
  readonly estimates: { readonly latencyUs: { readonly basis: string } | null };
}

function profile(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [boardbench, 'profile', ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function profileJson(...words: readonly string[]): Profile {
  const { status, stdout, stderr } = profile(...words, '--json');
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Profile;
}

describe('profile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-profile-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('says for every board whether the built-in keyword model fits', () => {
    const { macs, peakActivationBytes, fits, boards = [], board } = profileJson('built-in:kws01');
    assert.equal(macs, 2_656_768);
    assert.equal(peakActivationBytes, 16_000);
    assert.equal(fits, null);
    assert.equal(board, undefined);
    assert.ok(boards.length > 20);
    assert.ok(boards.some((each) => each.fits === true) && boards.some((each) => each.fits === null));
  });

  it("takes a board from a catalogue of one's own, and what is reserved from the options", () => {
    const file = join(folder, 'boards.yaml');
    writeFileSync(file, 'boards:\n  - { id: tiny, core: cortex-m4, mhz: 32, sramBytes: 32768, flashBytes: 262144 }\n');
    const own = ['--boards', file, '--board', 'tiny'];
    const { fits, board, boards, reserve } = profileJson('built-in:kws01', ...own, '--reserve-sram', '10k');
    assert.equal(fits, false);
    assert.equal(boards, undefined);
    assert.equal(reserve.sramBytes, 10_240);
    assert.match(reserve.source, /^SRAM stated; otherwise assumed/);
    assert.equal(board?.sram.capacityBytes, 32_768);
    assert.ok(board.sram.neededBytes > 10_240 + 16_000);
    assert.match(board.estimates.latencyUs?.basis ?? '', /boards with a cortex-m4/);
  });

  it('shows people the operators, the peak, bars and estimates as such', () => {
    const { status, stdout } = profile('built-in:kws01', '--board', 'nucleo-g0b1re', '--reserve-sram', '200k');
    assert.equal(status, 0);
    assert.match(stdout, /^ 1 {2}DEPTHWISE_CONV_2D +72,000 +640 +1×25×5×64 +8,000 +[\d.]+ %$/m);
    assert.match(stdout, /^ {2}runtime code +34,816 {2}estimated /m);
    assert.match(stdout, /Most are alive at operator 1 \(DEPTHWISE_CONV_2D\): 16,000 bytes/);
    assert.match(stdout, /^ {2}SRAM {2}\[o{39}>\] 223 KiB of 144 KiB, 155 %$/m);
    assert.match(stdout, /Latency: about 475 ms \(\d+ ms to \d+ ms\)\n {4}\(estimate from 4 published int8 results/);
    assert.match(stdout, /^It does not fit\.$/m);
  });

  it('names what is wrong: the board, the model', () => {
    const text = join(folder, 'text.tflite');
    writeFileSync(text, 'version https://git-lfs.github.com/spec/v1\n');
    for (const [words, status, said] of [
      [['built-in:kws01', '--board', 'nano'], 2, 'boards.unknown'],
      [[text], 1, 'model.unreadable'],
    ] as const) {
      const done = profile(...words);
      assert.equal(done.status, status, words.join(' '));
      assert.ok(done.stderr.includes(said), done.stderr);
      assert.equal(done.stdout, '');
    }
  });
});

describe('a size on the command line', () => {
  it('is bytes, or k for 1024, or M for 1024 × 1024', () => {
    assert.deepEqual(
      ['0', '20480', '20k', '20KiB', '1.5M', '64 kB'].map(sizeOption),
      [0, 20_480, 20_480, 20_480, 1_572_864, 65_536],
    );
    for (const text of ['', 'k', '-1', '1.5', '20x', '1e99', '9'.repeat(20)]) {
      assert.throws(() => sizeOption(text), /number of bytes/, text);
    }
  });
});

describeWithReference('profile of the official models', (reference) => {
  it('puts vww01 on a Nano 33 BLE Sense', () => {
    const model = join(reference, 'models', 'vww01_int8.tflite');
    const { macs, flashBytes, peakActivationBytes, fits } = profileJson(model, '--board', 'nano-33-ble-sense');
    assert.deepEqual([macs, peakActivationBytes, fits], [7_489_664, 73_728, true]);
    assert.ok(flashBytes > 333_288);
  });
});
