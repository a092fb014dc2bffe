import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { gradesCsv } from '../../../../submissions/grading/outputs/grades-csv.ts';
import { gradesJson } from '../../../../submissions/grading/outputs/grades-json.ts';
import { jsonText } from '../../../../submissions/grading/outputs/json-text.ts';
import { canvasCsv, moodleCsv } from '../../../../submissions/grading/outputs/lms-csv.ts';
import { toldGrades } from '../../../../submissions/grading/outputs/told-grades.ts';
import { gradeOf } from '../scoring/sample-class.ts';
import { hiddenRubric, madeClass } from './made-class.ts';

function rowsOf(text: string): Record<string, string>[] {
  return parse<Record<string, string>>(text, { columns: true, bom: true });
}

function linesOf(text: string): string[][] {
  return parse(text, { columns: false });
}

describe('The table of grades', () => {
  it('has points and figure of each criterion, and why a hand-in counts', async () => {
    const { grades } = await madeClass();
    const rows = rowsOf(gradesCsv(grades));
    assert.equal(rows.length, 13);
    const [, second] = rows;
    assert.equal(second?.['student'], 'Émilie du Châtelet');
    assert.equal(second['total of 100'], String(gradeOf(grades, 's1002').total));
    assert.equal(second['accuracy: points of 30'], '30');
    assert.equal(second['accuracy: %'], '94.2');
    assert.match(second['latency: µs'] ?? '', /^6\d{4}$/);
    assert.match(second['fewest-macs: points of 5 extra'] ?? '', /^\d/);
    assert.equal(second['condition: Accuracy of 88 % or more'], 'holds');
    assert.equal(second['of'], '2');
    assert.match(second['why this one'] ?? '', /best of 2/);
    assert.match(rows[3]?.['problems'] ?? '', /not whole\. \(archive\.broken\)$/);
    assert.equal(rows[12]?.['problems'], 'nothing was handed in');
    assert.equal(rows[12]['total of 100'], '0');
  });

  it('begins with the mark without which Excel spoils names', async () => {
    const text = gradesCsv((await madeClass()).grades);
    assert.ok(text.startsWith('\u{feff}student,'));
    assert.ok(text.includes('王小明'));
  });
});

describe('The table for Canvas', () => {
  it('has the columns of its gradebook, with the points possible', async () => {
    const { grades } = await madeClass();
    const [head, possible, first] = linesOf(canvasCsv(toldGrades(grades)));
    assert.deepEqual(head, [
      ...['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Small and fast keyword spotting'],
    ]);
    assert.deepEqual(possible, ['    Points Possible', '', '', '', '', '100']);
    assert.deepEqual(first?.slice(0, 5), ['Ada Lovelace', '', 's1001', 's1001@example.edu', '']);
    assert.equal(linesOf(canvasCsv(toldGrades(grades), 'ID'))[2]?.[1], 's1001');
    assert.deepEqual(linesOf(canvasCsv(toldGrades(grades), 'SIS Login ID'))[2]?.slice(1, 4), ['', '', 's1001']);
  });
});

describe('The table for Moodle', () => {
  it('has the columns that its worksheet is read by, with comments', async () => {
    const { grades } = await madeClass(hiddenRubric());
    const told = toldGrades(grades);
    const rows = rowsOf(moodleCsv(told));
    const columns = [
      'Identifier',
      'Full name',
      'ID number',
      'Email address',
      'Grade',
      'Maximum grade',
      'Last modified (grade)',
    ];
    assert.deepEqual(Object.keys(rows[0] ?? {}), [...columns, 'Feedback comments']);
    assert.equal(rows[0]?.['Grade'], String(gradeOf(told.grades, 's1001').total));
    assert.match(rows[4]?.['Feedback comments'] ?? '', /^Accuracy: 92\.8 %, 30 of 30 points\. .*not told here\.$/);
    assert.match(rows[3]?.['Feedback comments'] ?? '', /^The archive ends .* hand it in again\. Accuracy: no figure/);
    assert.equal(rows[12]?.['Feedback comments'], 'Nothing was handed in.');
  });

  it('knows students by their number as a participant where the course does not', async () => {
    const { grades } = await madeClass();
    const students = grades.students.map((grade) => ({
      ...grade,
      student: { ...grade.student, id: grade.student.id.slice(1) },
    }));
    const [first] = rowsOf(moodleCsv(toldGrades({ ...grades, students }), 'participant'));
    assert.deepEqual([first?.['Identifier'], first?.['ID number']], ['Participant 1001', '']);
    // A number of the course may be that of another participant.
    const [other] = rowsOf(moodleCsv(toldGrades({ ...grades, students })));
    assert.deepEqual([other?.['Identifier'], other?.['ID number']], ['', '1001']);
  });
});

describe('The grades for programs', () => {
  it('steer no terminal, and read back as they were', () => {
    const document = { name: '\u{1b}[31m\u{9b}1m\u{202e}\u{e0001}\u{2028}é王' };
    assert.doesNotMatch(jsonText(document).trimEnd(), /[\p{Cf}\u{2028}]|[^\P{Cc}\n]/u);
    assert.deepEqual(JSON.parse(jsonText(document)), document);
  });

  it('are the same text for the same class, without weights and answers', async () => {
    const text = gradesJson(await madeClass());
    assert.equal(text, gradesJson(await madeClass()));
    assert.ok(text.startsWith('{\n "format": "boardbench-grades"'));
    assert.doesNotMatch(text, /"weights"|"answers"|staff\/disk/);
    const { students } = JSON.parse(text) as { students: { id: string; counting: { scores: unknown[] } | null }[] };
    assert.equal(students[0]?.counting?.scores.length, 5);
    assert.equal(students[12]?.counting, null);
  });
});
