import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchError } from '../../../../harness/errors.ts';
import type { ErrorCode } from '../../../../harness/errors.ts';
import { parseRoster, readRoster } from '../../../../submissions/grading/hand-ins/read-roster.ts';
import { temporaryFolder } from '../temporary-folder.ts';

function refuses(text: string, code: ErrorCode, message: RegExp): void {
  assert.throws(
    () => parseRoster(text, 'roster.csv'),
    (error) => error instanceof BenchError && error.code === code && message.test(error.message),
  );
}

describe('A roster', () => {
  const folder = temporaryFolder();

  it('has an id, a name and an address for each student, in any order and any script', () => {
    const roster = parseRoster('email,name,id\nada@x.org,Ada Lovelace,s1\n,李雷,s2\n', 'roster.csv');
    assert.deepEqual(
      roster.map(({ student }) => student),
      [
        { id: 's1', name: 'Ada Lovelace', email: 'ada@x.org' },
        { id: 's2', name: '李雷', email: null },
      ],
    );
  });

  it('may have semicolons or tabs, a byte order mark, quotes, blank lines and what spreadsheets write in front', () => {
    const plain = parseRoster('id,name\ns1,"Lovelace, Ada"\n', 'roster.csv');
    for (const text of [
      '\ufeffid;name\r\n\r\ns1;Lovelace, Ada\r\n',
      'sep=;\r\nID;Name\r\ns1;"Lovelace, Ada"\r\n',
      'id\tname\ns1\tLovelace, Ada',
    ]) {
      assert.deepEqual(
        parseRoster(text, 'roster.csv').map(({ student }) => student),
        plain.map(({ student }) => student),
      );
    }
  });

  it('may be the gradebook of Canvas', () => {
    const roster = parseRoster(
      'Student,ID,SIS User ID,SIS Login ID,Section,Task (123)\n    Points Possible,,,,,100\n"Lovelace, Ada",4711,s1,ada,A,\n',
      'gradebook.csv',
    );
    assert.equal(roster.length, 1);
    assert.deepEqual(
      roster.map(({ student, ids, logins }) => ({ student, ids, logins })),
      [{ student: { id: '4711', name: 'Lovelace, Ada', email: null }, ids: ['4711', 's1'], logins: ['ada'] }],
    );
  });

  it('may be the worksheet of Moodle or the roster of Gradescope', () => {
    const [moodle] = parseRoster('Identifier,Full name,Email address\nParticipant 271,Ada Lovelace,a@x.org\n', 'm.csv');
    assert.deepEqual([moodle?.participant, moodle?.student.id], ['271', 'a@x.org']);
    const [gradescope] = parseRoster('First Name,Last Name,SID,Email,Role\nAda,Lovelace,7,a@x.org,Student\n', 'g.csv');
    assert.deepEqual(gradescope?.student, { id: '7', name: 'Ada Lovelace', email: 'a@x.org' });
  });

  it('composes accents, so that one name is written in one way', () => {
    const [entry] = parseRoster('id,name\ns1,Jose\u0301\n', 'roster.csv');
    assert.equal(entry?.student.name, 'Jos\u00e9');
  });

  it('says when hand-ins came, with the offset', () => {
    const [entry] = parseRoster('id,name,handed_in_at\ns1,Ada,2026-12-01T23:59+01:00\n', 'roster.csv');
    assert.equal(entry?.handedInAt?.toISOString(), '2026-12-01T22:59:00.000Z');
    refuses('id,name,handed_in_at\ns1,Ada,2026-12-01 23:59\n', 'roster.invalid', /^roster\.csv:2: .*offset/);
  });

  it('is refused with a double, with both lines', () => {
    refuses('id,name\ns1,Ada\ns2,Bob\nS1,Eve\n', 'roster.double', /id S1 stands on line 2 and on line 4/);
    refuses('id,email\n1,a@x.org\n2,A@X.org\n', 'roster.double', /A@X\.org stands on line 2 and on line 3/);
  });

  it('allows two students of one name', () => {
    assert.equal(parseRoster('id,name\n1,Ada\n2,Ada\n', 'roster.csv').length, 2);
  });

  it('is refused without a line of columns, without an id, and where it is empty', () => {
    refuses('s1,Ada\ns2,Bob\n', 'roster.invalid', /^roster\.csv:1: none of its columns/);
    refuses('id,name\n,Ada\n', 'roster.invalid', /^roster\.csv:2: there is no id of Ada/);
    refuses('', 'roster.invalid', /nothing in it/);
  });

  it('is refused where there is none', async () => {
    await assert.rejects(readRoster(`${folder.path}/none.csv`), /The roster .*none\.csv cannot be read/);
  });

  it('is read, or refused with a line, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          parseRoster(`id,name\n${text}`, 'roster.csv');
        } catch (error) {
          assert.ok(error instanceof BenchError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
