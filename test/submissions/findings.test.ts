import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { folderTree } from '../../submissions/folder-tree.ts';
import { judge, readAllEvidence } from '../../submissions/judge.ts';
import type { JudgedSubmission, ReadSubmission } from '../../submissions/judge.ts';
import { readSubmission } from '../../submissions/layouts/read-submission.ts';
import { officialSummary } from '../../submissions/reports/official-summary.ts';
import { rulesOfRound } from '../../submissions/rounds/round-rules.ts';
import { logComplete } from '../../submissions/rules/log-complete.ts';
import { describeWithPublished, unpackRound } from '../published.ts';
import { memoryTree } from './memory-tree.ts';

interface ListedFinding {
  readonly code: string;
  readonly path: string;
}

/** Our rules by the codes of the list. */
const ruleOfCode: Readonly<Record<string, string>> = {
  ACC_CLOCK_DIFFERS: 'accuracy-clock',
  CLOCK_SKEW: 'clock-ratio',
  ENERGY_LOG_NO_RESULTS: 'energy-answers',
  FOLDER_NAME: 'layout-folder-name',
  LOG_IS_ANOTHER_RUN: 'log-of-results',
  LOG_REUSED: 'evidence-reused',
  NO_TRACE: 'energy-trace',
  OLD_IC_DATASET: 'dataset-list',
  RESULTS_LINES_REPEATED: 'results-repeated',
  SYSTEM_JSON_DUP_KEY_LOSES_VALUE: 'system-duplicate-loses-value',
  SYSTEM_JSON_MALFORMED: 'system-malformed',
  WINDOWS_NOT_5: 'window-count',
  WINDOW_LT_10S: 'window-duration',
  WRONG_VWW_DATASET: 'dataset-inputs',
};

/** Results for which the official tool has no row, by round: in v1.0 it looks for one level of system folders, for
 * systems/SYSTEM.json and for the plain names of files. From v1.2 on the folders are as it wants them. */
const withoutRow = { 'v1.0': 36, 'v1.2': 0, 'v1.3': 0 };

async function read(folder: string, round: 'v1.0' | 'v1.2' | 'v1.3'): Promise<ReadSubmission> {
  return readAllEvidence(await readSubmission(await folderTree(folder), { round }), rulesOfRound(round));
}

describeWithPublished('The rules on the published rounds', (directory) => {
  const removers: (() => void)[] = [];
  const judged = new Map<string, JudgedSubmission>();
  const roundNames = ['v1.0', 'v1.2', 'v1.3'] as const;

  before(async function () {
    this.timeout(60_000);
    const all: ReadSubmission[] = [];
    for (const round of roundNames) {
      const [folder, remove] = unpackRound(directory, round, ['*']);
      removers.push(remove);
      all.push(await read(folder, round));
    }
    for (const [index, each] of judge(all).entries()) judged.set(roundNames[index] ?? '', each);
  });
  after(() => {
    for (const remove of removers) remove();
  });

  const of = (round: string): JudgedSubmission => {
    const found = judged.get(round);
    assert.ok(found);
    return found;
  };

  for (const round of roundNames) {
    it(`find all that is listed of ${round}`, () => {
      const { findings, results } = of(round);
      const listed = JSON.parse(readFileSync(join(directory, `findings-${round}.json`), 'utf8')) as ListedFinding[];
      assert.ok(listed.length > 10);
      const missed = listed.filter(({ code, path }) => {
        // Reuse is listed by DIVISION/SUBMITTER/SYSTEM/BENCHMARK, all else by file or folder.
        const own =
          code === 'LOG_REUSED'
            ? results
                .filter(
                  ({ result }) =>
                    [result.division, result.submitter, result.system, result.benchmark].join('/') === path,
                )
                .flatMap((result) => result.findings)
            : [...findings, ...results.flatMap((result) => result.findings)];
        const folder = path.slice(0, path.lastIndexOf('/'));
        return !own.some(
          ({ rule, file }) =>
            rule === ruleOfCode[code] && (code === 'LOG_REUSED' || file === path || file.startsWith(`${folder}/`)),
        );
      });
      assert.deepEqual(missed, []);
    });

    it(`write the official summary of ${round}, cell by cell where it has a row`, () => {
      const official = rowsOf(readFileSync(join(directory, `official-summary-${round}.csv`), 'utf8'));
      const ours = rowsOf(officialSummary([of(round)]));
      const byKey = new Map(ours.map((row) => [keyOf(row), row]));
      for (const row of official) assert.deepEqual(byKey.get(keyOf(row)), row);
      assert.equal(ours.length - official.length, withoutRow[round]);
    });
  }

  it('call no result invalid but those of which the list says so', () => {
    const invalid = (round: string): number => of(round).results.filter(({ verdict }) => verdict === 'invalid').length;
    assert.deepEqual(
      roundNames.map((round) => invalid(round)),
      [6, 8, 6],
    );
  });

  it('miss no line of a log that is as its runner wrote it', () => {
    for (const round of roundNames) {
      const told = of(round).results.flatMap(({ findings }) => findings.filter(({ rule }) => rule === 'log-complete'));
      assert.deepEqual(told, []);
    }
  });

  it('call a result without its log unverifiable, not invalid', () => {
    const ad = of('v1.2').results.find(({ result }) => result.submitter === 'Renesas' && result.benchmark === 'ad');
    assert.equal(ad?.verdict, 'unverifiable');
  });
});

describeWithPublished('A published result that was changed', (directory) => {
  const board = 'closed/greenwaves-technologies/results/gap9_800_370/keyword_spotting';
  const tampers: readonly (readonly [string, string, (text: string) => string, string])[] = [
    [
      'one digit of its throughput',
      'performance/results.txt',
      (text) => text.replace('is 2103.206', 'is 2108.206'),
      'claim-throughput',
    ],
    [
      'one digit of a window',
      'performance/results.txt',
      (text) => text.replace('14.264 sec', '14.274 sec'),
      'log-of-results',
    ],
    [
      'one digit of its top-1',
      'accuracy/results.txt',
      (text) => text.replace('Top-1: 90.0', 'Top-1: 91.0'),
      'claim-accuracy',
    ],
    [
      'one digit of its energy',
      'energy/results.txt',
      (text) => text.replace('cost is 26.659', 'cost is 26.639'),
      'claim-energy',
    ],
    [
      'a lap taken out',
      'performance/log.txt',
      (text) => text.replace(/^.*dut: m-lap-us-114468408\r?\n/m, ''),
      'window-count',
    ],
    [
      'an answer taken out',
      'accuracy/log.txt',
      (text) => text.replace(/^.*dut: m-results-.*\r?\n/m, ''),
      'dataset-inputs',
    ],
    [
      'a command to infer taken out',
      'accuracy/log.txt',
      (text) => text.replace(/^.*parser: Command "dut infer.*\r?\n/m, ''),
      'log-complete',
    ],
    [
      'a start of inferences taken out',
      'performance/log.txt',
      (text) => text.replace(/^.*dut: m-infer-start.*\r?\n/m, ''),
      'log-complete',
    ],
    [
      'a load of an input taken out',
      'accuracy/log.txt',
      (text) => text.replace(/^.*parser: Command "bload dut.*\r?\n/m, ''),
      'dataset-inputs',
    ],
    [
      'a window made shorter',
      'performance/log.txt',
      (text) => text.replace('m-lap-us-114468408', 'm-lap-us-109468408'),
      'window-duration',
    ],
    [
      // The file of the first sample gets the name of another class: the list does not know it.
      'a label turned',
      'accuracy/log.txt',
      (text) => text.replaceAll('tst_000000_Stop_7.bin', 'tst_000000_Stop_6.bin'),
      'dataset-inputs',
    ],
  ];
  let folder = '';
  let remove: () => void = () => undefined;
  before(() => {
    [folder, remove] = unpackRound(directory, 'v1.0', [`v1.0/${board}`]);
  });
  after(() => {
    remove();
  });

  const judgeFolder = async (): Promise<JudgedSubmission> => {
    const [found] = judge([await read(folder, 'v1.0')]);
    assert.ok(found);
    return found;
  };
  const rulesFound = async (): Promise<string[]> => {
    const { results } = await judgeFolder();
    assert.equal(results.length, 1);
    return (results[0]?.findings ?? []).map(({ rule }) => rule);
  };

  it('was found valid before', async () => {
    const { results } = await judgeFolder();
    assert.equal(results[0]?.verdict, 'valid');
    const told = tampers.map(([, , , rule]) => rule);
    assert.deepEqual(
      (await rulesFound()).filter((rule) => told.includes(rule)),
      [],
    );
  });

  for (const [what, file, change, rule] of tampers) {
    it(`by ${what} is found by ${rule}`, async () => {
      const path = join(folder, board, file);
      const before = readFileSync(path, 'latin1');
      const after = change(before);
      assert.notEqual(after, before);
      writeFileSync(path, after, 'latin1');
      try {
        assert.ok((await rulesFound()).includes(rule));
      } finally {
        writeFileSync(path, before, 'latin1');
      }
    });
  }

  it('by one sample of its trace is found by claim-energy', async () => {
    const path = join(folder, board, 'energy/trace1-energy.bin');
    const before = readFileSync(path);
    const [, , , , edge = 0] = JSON.parse(
      readFileSync(join(folder, board, 'energy/trace1-timestamps.json'), 'utf8'),
    ) as number[];
    const changed = Buffer.from(before);
    // The head is text and 5 bytes of version and rate; a sample is a float of four bytes, a thousand to a second.
    const head = (before.length % 4) + 4 * Math.ceil((edge - 1) * 1000);
    changed.writeFloatLE(changed.readFloatLE(head) * 1.5 + 1, head);
    writeFileSync(path, changed);
    try {
      assert.ok((await rulesFound()).includes('claim-energy'));
    } finally {
      writeFileSync(path, before);
    }
  });
});

/** The lines of a log that matter: what was asked of the board, and what it said of it. */
const mattering: readonly (readonly ['v1.0' | 'v1.3', string, readonly RegExp[]])[] = [
  [
    'v1.0',
    'closed/greenwaves-technologies/results/gap9_800_370/keyword_spotting',
    [
      /m-sequencing-i/,
      /Command "bload dut/,
      /Command "dut infer/,
      /m-warmup-start/,
      /m-infer-start/,
      /dut: m-lap-us-/,
      /m-infer-done/,
      /m-results-/,
    ],
  ],
  [
    'v1.3',
    'closed/STMicroelectronics/results/NUCLEO_U3C5ZIT6_Q/vww',
    [
      /Loading file/,
      /Load complete/,
      /Running inference/,
      /mlperf: {3}# Inferences/,
      /mlperf: {3}Runtime/,
      /m-results/,
    ],
  ],
];

for (const [round, board, kinds] of mattering) {
  describeWithPublished(`A published log of ${round} with one line less`, (directory) => {
    let folder = '';
    let remove: () => void = () => undefined;
    before(() => {
      [folder, remove] = unpackRound(directory, round, [`${round}/${board}`]);
    });
    after(() => {
      remove();
    });

    for (const mode of ['performance', 'accuracy'] as const) {
      it(`is found by log-complete, whichever line of its ${mode} run that is`, async function () {
        this.timeout(20_000);
        const bytes = readFileSync(join(folder, board, mode, 'log.txt'), 'latin1');
        const lines = bytes.split(/(?<=\n)/);
        const read = async (without: number): Promise<string[]> => {
          const text = lines.filter((_, index) => index !== without).join('');
          const tree = memoryTree({ [`${board}/${mode}/log.txt`]: Buffer.from(text, 'latin1') });
          const submission = await readSubmission(tree, { round, useFoldersAbove: false });
          const [judged] = judge([await readAllEvidence(submission, rulesOfRound(round))], [logComplete]);
          return (judged?.results ?? []).flatMap(({ findings }) => findings.map(({ rule }) => rule));
        };
        assert.deepEqual(await read(-1), []);
        for (const kind of kinds) {
          const places = lines.flatMap((line, index) => (kind.test(line) ? [index] : []));
          assert.ok(places.length >= 5, String(kind));
          // The lap of the timestamp command belongs to no inference.
          const first = places[kind.source.includes('lap') ? 1 : 0] ?? -1;
          // Nothing follows the last step of the runner, so that its number is not missed; its command is.
          const last = places.at(kind.source.includes('sequencing') ? -2 : -1) ?? -1;
          for (const index of [first, places[places.length >> 1] ?? -1, last])
            assert.ok((await read(index)).includes('log-complete'), `${mode} ${lines[index] ?? ''}`);
        }
      });
    }
  });
}

type Row = Readonly<Record<string, string>>;

function rowsOf(csv: string): Row[] {
  return parse<Row>(csv, { columns: true });
}

function keyOf(row: Row): string {
  return [row['Division'], row['Organization'], row['SystemDesc'], row['Model']].join('|');
}
