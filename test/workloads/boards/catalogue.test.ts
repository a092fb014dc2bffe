import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchError } from '../../../harness/errors.ts';
import type { OfficialWorkload } from '../../../workloads/models/profile/official-costs.ts';
import { findBoard, parseBoards, readCatalogue } from '../../../workloads/boards/catalogue.ts';
import { cores } from '../../../workloads/models/profile/cores.ts';
import { describeWithPublished } from '../../published.ts';

function refusal(text: string): BenchError {
  try {
    parseBoards(text, 'mine.yaml');
  } catch (error) {
    assert.ok(error instanceof BenchError);
    return error;
  }
  assert.fail('it was taken');
}

describe('the catalogue of boards', () => {
  const catalogue = readCatalogue();

  it('has four boards that courses use, and states where each fact is from', () => {
    for (const id of ['himax-we-i-plus', 'nano-33-ble-sense', 'sparkfun-edge-2', 'esp-eye']) {
      const board = findBoard(catalogue, id);
      assert.ok(board.sramBytes !== null && board.flashBytes !== null && board.mhz !== null);
    }
    for (const board of catalogue.boards) assert.ok(board.source !== null && board.processor !== null, board.id);
    assert.ok(catalogue.reserve.source.includes('assumed'));
  });

  it('knows that the Nano 33 BLE Sense has 256 KiB of SRAM and 1 MiB of flash', () => {
    const { sramBytes, flashBytes, core, mhz } = findBoard(catalogue, 'nano-33-ble-sense');
    assert.deepEqual([sramBytes, flashBytes, core, mhz], [256 * 1024, 1024 * 1024, 'cortex-m4', 64]);
  });

  it('names cores that the cycle model has, and only those', () => {
    for (const { id, core } of catalogue.boards) assert.ok(core === null || cores.has(core), id);
    for (const core of cores.keys()) {
      assert.doesNotThrow(() => parseBoards(JSON.stringify({ boards: [{ ...unknown, core }] }), 'x'));
    }
  });

  it('says which boards there are when asked for another', () => {
    assert.throws(
      () => findBoard(catalogue, 'nano'),
      (error) =>
        error instanceof BenchError && error.code === 'boards.unknown' && error.message.includes('nano-33-ble-sense'),
    );
  });
});

const unknown = { id: 'mine', sramBytes: null, flashBytes: null };

describe("a catalogue of one's own", () => {
  const folder = mkdtempSync(join(tmpdir(), 'boardbench-boards-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('comes first, replaces boards of the same id, and may reserve something else', () => {
    const file = join(folder, 'mine.yaml');
    writeFileSync(
      file,
      'reserve: { sramBytes: 1, flashBytes: 2, source: measured }\nboards:\n' +
        '  - { id: mine, sramBytes: 65536, flashBytes: null }\n' +
        '  - { id: esp-eye, sramBytes: 100, flashBytes: 200 }\n',
    );
    const { boards, reserve } = readCatalogue(file);
    assert.deepEqual(reserve, { sramBytes: 1, flashBytes: 2, source: 'measured' });
    assert.deepEqual(
      boards.slice(0, 2).map(({ id, name, kind, mhz }) => [id, name, kind, mhz]),
      [
        ['mine', 'mine', 'microcontroller', null],
        ['esp-eye', 'esp-eye', 'microcontroller', null],
      ],
    );
    assert.equal(boards.filter(({ id }) => id === 'esp-eye').length, 1);
    assert.equal(boards.length, readCatalogue().boards.length + 1);
  });

  it('that is not there is a missing file', () => {
    assert.throws(
      () => readCatalogue(join(folder, 'none.json')),
      (error) => error instanceof BenchError && error.code === 'file.missing',
    );
  });

  for (const [title, text, line, problem] of [
    ['a board without flash', 'boards:\n  - id: a\n    sramBytes: 1\n', 2, 'boards.0: flashBytes is missing'],
    ['a name with blanks', 'boards:\n  - id: My board\n    sramBytes: 1\n    flashBytes: 1\n', 2, 'must be 1 to 48'],
    ['a size in words', 'boards:\n  - id: a\n    sramBytes: 20k\n    flashBytes: 1\n', 3, 'boards.0.sramBytes'],
    [
      'an unknown setting',
      'boards:\n  - id: a\n    sramBytes: 1\n    flashBytes: 1\n    ram: 1\n',
      5,
      'boards.0.ram is no',
    ],
    [
      'an unknown core',
      'boards:\n  - id: a\n    sramBytes: 1\n    flashBytes: 1\n    core: z80\n',
      5,
      'must be one of',
    ],
    [
      'the same board twice',
      'boards:\n  - &a { id: a, sramBytes: 1, flashBytes: 1 }\n  - *a\n',
      3,
      'a is listed twice',
    ],
    ['no boards', 'boards: []\n', 1, 'fewer than 1'],
    ['no catalogue', '[1, 2]\n', 1, 'must be object'],
    ['no YAML', 'boards:\n  - {\n', 2, ''],
  ] as const) {
    it(`with ${title} is refused, with the line`, () => {
      const error = refusal(text);
      assert.equal(error.code, 'boards.file');
      assert.ok(error.message.includes(problem), error.message);
      assert.ok(Math.abs(Number(error.details['line']) - line) <= (title === 'no YAML' ? 1 : 0), error.message);
    });
  }
});

interface Claim {
  readonly submitter: string;
  readonly system: string;
  readonly model: string;
  readonly claimed: { readonly throughput?: number; readonly energy_uJ?: number };
}

describeWithPublished('the published figures of the catalogue', (directory) => {
  it('are those of the rounds, every one', () => {
    const claims = new Map(
      ['v1.0', 'v1.2', 'v1.3'].map((round) => [
        round,
        JSON.parse(readFileSync(join(directory, `golden-${round}.json`), 'utf8')) as readonly Claim[],
      ]),
    );
    let compared = 0;
    for (const { id, published } of readCatalogue().boards) {
      for (const { round, submitter, system, throughput, energyUj } of published) {
        for (const workload of Object.keys(throughput) as OfficialWorkload[]) {
          const claim = claims
            .get(round)
            ?.find((each) => each.submitter === submitter && each.system === system && `${each.model}01` === workload);
          assert.equal(throughput[workload], claim?.claimed.throughput, `${id} ${round} ${system} ${workload}`);
          if (energyUj?.[workload] !== undefined) assert.equal(energyUj[workload], claim?.claimed.energy_uJ);
          compared++;
        }
      }
    }
    assert.ok(compared > 100, `${compared} compared`);
  });
});
