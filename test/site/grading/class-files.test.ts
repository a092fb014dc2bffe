import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { classFiles } from '../../../site/grading/class-files.ts';
import type { ClassReport } from '../../../submissions/grading/outputs/class-report.ts';
import { hiddenRubric, madeClass, madeRubric } from '../../submissions/grading/outputs/made-class.ts';

const key = new Uint8Array(32).fill(3);

function filesOf(report: ClassReport): Map<string, string> {
  return new Map([...classFiles(report, { key })].map(({ path, content }) => [path, content]));
}

const hostileNames = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=cmd|" /C calc"!A0',
  '+1-1',
  '@SUM(A1)',
  '-2',
  '\tTab',
  '\u{202e}gnp.exe\u{1b}[31m\u{7}',
  '[click](javascript:alert(1)) `code` | cell | \n# Heading',
  '../../../etc/passwd',
  'x'.repeat(5000),
  '\u{d800}half',
  '</style><style>*{display:none}</style>',
];

/** A class whose students, files and rubric are called what may hurt. */
async function hostileClass(): Promise<ClassReport> {
  const rubric = madeRubric({ title: '<script>alert("rubric")</script>' });
  const report = await madeClass(rubric, hostileNames);
  const students = report.grades.students.map((grade, index) => {
    const name = hostileNames[index] ?? '';
    const { counting } = grade;
    return {
      ...grade,
      student: { id: `${name}${String(index)}`, name, email: name },
      choice: name,
      counting:
        counting === null
          ? null
          : {
              ...counting,
              handIn: { ...counting.handIn, name },
              lateness: name,
              scores: counting.scores.map((score) => ({
                ...score,
                why: name,
                criterion: { ...score.criterion, title: name },
                figure: score.figure === null ? null : { ...score.figure, basis: name },
              })),
              measured: {
                ...counting.measured,
                missingFiles: [name],
                problems: [
                  { code: name, message: name, remedy: name, file: name, line: 1, severity: 'error' as const },
                ],
                model:
                  counting.measured.model === null
                    ? null
                    : {
                        ...counting.measured.model,
                        profile: {
                          ...counting.measured.model.profile,
                          sram: [{ name, bytes: 10 }],
                          operators: [{ name, outputShape: [1], macs: 1, parameters: 1, timeShare: Number.NaN }],
                        },
                      },
              },
            },
    };
  });
  const ids = students.map(({ student }) => student.id);
  return {
    ...report,
    grades: { ...report.grades, students },
    notes: hostileNames,
    likenesses: [
      { kind: 'same-model', strength: 'certain', students: ids, handIns: hostileNames, evidence: hostileNames },
    ],
  };
}

describe('The files of a graded class', () => {
  it('are all there, under names that say what they are', async () => {
    const files = filesOf(await madeClass());
    assert.deepEqual([...files.keys()].slice(0, 12), [
      ...['grades.csv', 'canvas.csv', 'moodle.csv', 'grades.json', 'class.html', 'staff.html', 'staff.md'],
      ...['leaderboard.json', 'pseudonyms.csv'],
      ...['students/s1001/feedback.html', 'students/s1001/feedback.md', 'students/s1001/results.json'],
    ]);
    assert.equal(files.size, 9 + 13 * 3);
  });

  it('are the same bytes for the same class', async () => {
    assert.deepEqual(filesOf(await madeClass(hiddenRubric())), filesOf(await madeClass(hiddenRubric())));
  });

  it('have nothing for students of the hidden part, of others, or of the staff’s disk', async () => {
    const report = await madeClass(hiddenRubric());
    const files = filesOf(report);
    const hidden = report.grades.students.flatMap(({ counting }) =>
      (counting?.scores ?? []).flatMap(({ criterion, figure }) =>
        criterion.data === 'hidden' ? (figure?.basis ?? []) : [],
      ),
    );
    for (const [path, content] of files) {
      const own = /^students\/(s\d+)\//.exec(path)?.[1];
      if (own === undefined && path !== 'class.html') continue;
      assert.ok(!path.endsWith('results.json'), 'those tell of the hidden part');
      assert.doesNotMatch(content, /\/course\/|\/staff\/|near copies|18\.8/);
      for (const { student } of report.grades.students) {
        if (student.id === own) continue;
        assert.ok(
          !content.includes(student.id) && !content.includes(`>${student.name}<`),
          `${path} names ${student.id}`,
        );
      }
    }
    assert.ok(hidden.length > 0);
    assert.match(files.get('gradescope/s1005/results.json') ?? '', /after_published/);
  });

  it('tell gradebooks no points of the hidden part, and have the final ones by themselves', async () => {
    const report = await madeClass(hiddenRubric());
    const files = filesOf(report);
    const cells = (path: string, row: number): (string | undefined)[] =>
      parse(files.get(path) ?? '', { columns: false })[row] ?? [];
    const ada = report.grades.students[0]?.total;
    assert.equal(cells('canvas.csv', 1).at(-1), '100');
    assert.equal(cells('canvas-final.csv', 1).at(-1), '120');
    assert.equal(cells('canvas-final.csv', 2).at(-1), String(ada));
    assert.notEqual(cells('canvas.csv', 2).at(-1), String(ada));
    assert.deepEqual(cells('moodle.csv', 1).slice(4, 6), [cells('canvas.csv', 2).at(-1), '100']);
    assert.deepEqual(cells('moodle-final.csv', 1).slice(4, 6), [String(ada), '120']);
    const shown = filesOf(await madeClass(hiddenRubric({ showHidden: true })));
    assert.ok(!shown.has('canvas-final.csv') && !shown.has('moodle-final.csv'));
  });

  it('have pages that allow nothing but their own style, and need no other file', async () => {
    for (const [path, page] of filesOf(await hostileClass())) {
      if (!path.endsWith('.html')) continue;
      const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
      const digest = createHash('sha256').update(style).digest('base64');
      assert.ok(page.includes(`content="default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;;`));
      const rest = page.replace(style, '');
      assert.doesNotMatch(rest, /<(?:script|link|img|iframe)|<[^>]* (?:src|style|on\w+)=/);
      assert.equal(page.split('<style>').length, 2);
      for (const [, target = ''] of rest.matchAll(/ href="([^"]*)"/g)) {
        assert.match(target, /^(?:#[a-z]+|students\/[\w.%-]+\/feedback\.html)$/);
      }
      for (const [, id = ''] of rest.matchAll(/ href="#([^"]*)"/g)) assert.ok(page.includes(`id="${id}"`), id);
    }
  });

  it('are harmless, whatever students and their files are called', async () => {
    const files = filesOf(await hostileClass());
    for (const [path, content] of files) {
      assert.match(path, /^(?:[a-z]+\.[a-z]+|students\/[\p{L}\p{N}_][\p{L}\p{N}._-]*\/[a-z]+\.[a-z]+)$/u);
      assert.ok(!content.includes('\u{1b}') && !content.includes('\u{202e}'), `${path} steers a terminal`);
      assert.doesNotMatch(content, /NaN/, path);
      if (path.endsWith('.md')) {
        assert.doesNotMatch(content, /<script|<img|^# Heading/m, path);
        for (const line of content.split('\n')) {
          if (line.startsWith('| [') || line.includes('](')) assert.match(line, /\\\]\(/);
        }
      }
      if (path.endsWith('.csv')) {
        for (const row of parse(content, { bom: true, columns: false })) {
          for (const cell of row) assert.doesNotMatch(cell, /^[=+@\t\r]|^-[^\d.]|\n/, `${path}: ${cell}`);
        }
      }
      if (path.endsWith('.json')) assert.doesNotThrow(() => void JSON.parse(content));
      assert.ok(content.length < 400_000, `${path} has ${content.length} characters`);
    }
  });
});
