import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findHandIns } from '../../../../submissions/grading/hand-ins/find-hand-ins.ts';
import type { FoundHandIns } from '../../../../submissions/grading/hand-ins/hand-in.ts';
import { zipOf } from '../../archives/zip-writer.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('Finding the hand-ins of a class', () => {
  const folder = temporaryFolder();
  const found: FoundHandIns[] = [];

  async function find(paths: readonly string[], roster?: string): Promise<FoundHandIns> {
    const one = await findHandIns(
      paths.map((path) => join(folder.path, path)),
      roster === undefined ? undefined : folder.write(`rosters/${found.length}.csv`, roster),
    );
    found.push(one);
    return one;
  }

  /** Who handed in what, for comparing. */
  function told({ handIns }: FoundHandIns): string[] {
    return handIns.map(({ student, name, attempt }) => `${student.id} ${attempt} ${name}`);
  }

  after(async () => {
    for (const one of found) await one.close();
  });

  it('takes what lies in a folder, each named after its student', async () => {
    folder.write('plain/ada.zip', 'x');
    folder.write('plain/bob/model.tflite', 'x');
    folder.write('plain/李雷.tflite', 'x');
    folder.write('plain/.DS_Store', 'x');
    folder.write('plain/__MACOSX/ada', 'x');
    const one = await find(['plain']);
    assert.deepEqual(told(one), ['ada 1 ada.zip', 'bob 1 bob', '李雷 1 李雷.tflite']);
    assert.deepEqual(one.notes, ['2 hidden files and leftovers of systems were left out.']);
    assert.deepEqual(one.absent, []);
  });

  it('tells by a roster whose they are: by id, login, address and name, and who handed in nothing', async () => {
    for (const name of ['s1.zip', 'bob.zip', 'eve@x.org.zip', 'García José.zip', 'hw1_s5_final.zip', 'nobody.zip']) {
      folder.write(`known/${name}`, 'x');
    }
    const one = await find(
      ['known'],
      'id,login,name,email\ns1,,Ada,\ns2,bob,Robert,\ns3,,Eve,EVE@x.org\ns4,,José García,\ns5,,Fay,\ns6,,Gus,\n',
    );
    assert.deepEqual(told(one), [
      's1 1 s1.zip',
      's2 1 bob.zip',
      's3 1 eve@x.org.zip',
      's4 1 García José.zip',
      's5 1 hw1_s5_final.zip',
    ]);
    assert.deepEqual(
      one.absent.map(({ id }) => id),
      ['s6'],
    );
    assert.deepEqual(one.notes, ['nobody.zip fits nobody of the roster; it was not graded.']);
  });

  it('guesses nobody where several fit', async () => {
    folder.write('twins/Ada Lovelace.zip', 'x');
    const { handIns, notes, absent } = await find(['twins'], 'id,name\n1,Ada Lovelace\n2,"Lovelace, Ada"\n');
    assert.deepEqual(handIns, []);
    assert.equal(absent.length, 2);
    assert.match(
      notes.join('\n'),
      /Ada Lovelace\.zip fits Ada Lovelace \(1\) and Lovelace, Ada \(2\): nobody was guessed/,
    );
  });

  it('guesses nobody where a number of the platform is the id of somebody else', async () => {
    folder.write('numbers/lovelaceada_7_1_model.tflite', 'x');
    const one = await find(['numbers'], 'id,name\n7,Bob\n8,Ada Lovelace\n');
    assert.deepEqual(told(one), []);
    assert.match(one.notes.join('\n'), /fits Bob \(7\) and Ada Lovelace \(8\): nobody was guessed/);
  });

  it('understands the export of Canvas, with files that belong together and marks of lateness', async () => {
    const entries = [
      'lovelaceada_101_9001_model-1.tflite',
      'lovelaceada_101_9002_report.pdf',
      'bobalice_LATE_102_9003_work.zip',
    ].map((name) => ({ name, content: Buffer.from(name) }));
    folder.write('canvas.zip', zipOf(entries));
    const one = await find(['canvas.zip'], 'Student,ID\n"Lovelace, Ada",101\nAlice Bob,102\n');
    assert.deepEqual(
      one.handIns.map(({ student, isMarkedLate }) => [student.id, isMarkedLate]),
      [
        ['101', false],
        ['102', true],
      ],
    );
    assert.deepEqual(readdirSync(one.handIns[0]?.path ?? '').sort(), ['model.tflite', 'report.pdf']);
    assert.equal(basename(one.handIns[1]?.path ?? ''), 'bobalice_LATE_102_9003_work.zip');
    assert.deepEqual(one.notes, []);
  });

  it('understands the export of Moodle, in folders and without', async () => {
    folder.write('moodle/Ada Lovelace_271_assignsubmission_file_/model.tflite', 'x');
    folder.write('moodle/Bob_272_assignsubmission_file_a.tflite', 'x');
    folder.write('moodle/Bob_272_assignsubmission_file_b.txt', 'x');
    folder.write('moodle/Bob_272_assignsubmission_onlinetext_.html', 'x');
    const roster = 'Identifier,Full name,ID number\nParticipant 271,Ada Lovelace,s1\nParticipant 272,Bob,s2\n';
    const one = await find(['moodle'], roster);
    assert.deepEqual(
      one.handIns.map(({ student, path }) => [student.id, readdirSync(path).sort()]),
      [
        ['s1', ['model.tflite']],
        ['s2', ['a.tflite', 'b.txt']],
      ],
    );
    assert.match(one.notes.join('\n'), /onlinetext_\.html is text of Moodle's own field and was left out/);
  });

  it('understands the export of Gradescope, with groups and times', async () => {
    const metadata = `submission_1:
  :submitters:
  - :name: Ada
    :sid: s1
  - :name: Bob
    :sid: s2
  :created_at: 2026-11-30 22:15:03 Z
submission_2:
  :submitters:
  - :name: Eve
    :sid: s3
`;
    const files = {
      'submission_metadata.yml': metadata,
      'submission_1/model.tflite': 'x',
      'submission_3/model.tflite': 'x',
    };
    const entries = Object.entries(files).map(([name, content]) => ({
      name: `assignment_5_export/${name}`,
      content: Buffer.from(content),
    }));
    folder.write('gradescope.zip', zipOf(entries));
    const one = await find(['gradescope.zip'], 'sid,name\ns1,Ada\ns2,Bob\ns3,Eve\n');
    assert.deepEqual(told(one), ['s1 1 submission_1', 's2 1 submission_1']);
    assert.equal(one.handIns[0]?.path, one.handIns[1]?.path);
    assert.deepEqual(one.handIns[0]?.handedInAt, new Date('2026-11-30T22:15:03Z'));
    assert.match(one.notes.join('\n'), /tells of submission_2, which is not there/);
    assert.match(one.notes.join('\n'), /submission_3 is not in submission_metadata\.yml and was left out/);
  });

  it('takes times from a list beside the hand-ins, and puts several of one student in their order', async () => {
    for (const name of ['ada (2).zip', 'ada.zip', 'bob-b.zip', 'bob.zip']) folder.write(`times/${name}`, 'x');
    folder.write(
      'times/handed-in.csv',
      'name,handed_in_at,late\nada (2).zip,2026-12-01T10:00Z,\nada,2026-12-01T12:00Z,yes\nzoe,2026-12-01T12:00Z,\n',
    );
    const one = await find(['times'], 'id,login\nada,\n"bob","bob-b"\n');
    assert.deepEqual(told(one), ['ada 1 ada (2).zip', 'ada 2 ada.zip', 'bob 1 bob-b.zip', 'bob 2 bob.zip']);
    assert.deepEqual(
      one.handIns.map(({ isMarkedLate }) => isMarkedLate),
      [false, true, false, false],
    );
    const notes = one.notes.join('\n');
    assert.match(notes, /zoe, which is not there/);
    assert.match(notes, /bob has 2 hand-ins, and nothing says which came last/);
    assert.doesNotMatch(notes, /ada has/);
  });

  it('takes names that differ in capitals or in how accents are written for one student', async () => {
    folder.write('alike/José.zip', 'x');
    folder.write('alike/JOSE\u0301.tflite', 'x');
    const one = await find(['alike']);
    assert.equal(new Set(one.handIns.map(({ student }) => student.id)).size, 1);
    assert.match(one.notes.join('\n'), /are taken for the same student/);
  });

  it('takes several paths for one hand-in each, folders of classes apart', async () => {
    assert.deepEqual(told(await find(['plain/ada.zip', 'plain/bob'])), ['ada 1 ada.zip', 'bob 1 bob']);
    const both = await find(['plain', 'moodle'], 'id,name\nada,\nbob,\n271,Ada Lovelace\n');
    assert.deepEqual(told(both).slice(0, 2), [
      '271 1 moodle/Ada Lovelace_271_assignsubmission_file_',
      'ada 1 plain/ada.zip',
    ]);
  });

  it("guesses nobody where Canvas's number is somebody's id in the roster, and the name is another's", async () => {
    folder.write('numbers/mllerjrg_2_901_model.tflite', 'x');
    folder.write('numbers/wangfang_3_902_model.tflite', 'x');
    folder.write('numbers/svensson_4_903_model.tflite', 'x');
    const one = await find(['numbers'], 'id,name\n1,Jörg Müller\n2,Fang Wang\n3,王芳\n4,Åsa Svensson\n');
    assert.deepEqual(
      one.handIns.map(({ student }) => student.id),
      ['4'],
    );
    assert.match(
      one.notes.join('\n'),
      /mllerjrg_2_901_model\.tflite has the number of Fang Wang \(2\), but not the name/,
    );
  });

  it('finds the times of hand-ins by full name, by name without the ending, and by number, id or name of the student', async () => {
    folder.write('listed/Ada Lovelace (2).tflite', 'x');
    folder.write('listed/wangfang_40117_902_model.tflite', 'x');
    folder.write('listed/s3.zip', 'x');
    const times = ['Ada Lovelace (2)', '40117', 'Eve'].map((name, day) => `${name},2026-03-0${day + 1}T10:00:00Z\n`);
    folder.write('listed/handed-in.csv', `id,handed_in_at\n${times.join('')}`);
    const one = await find(['listed'], 'id,name\n1,Ada Lovelace\n40117,Fang Wang\ns3,Eve\n');
    assert.deepEqual(
      one.handIns.map(({ student, handedInAt }) => [student.id, handedInAt?.getUTCDate()]),
      [
        ['1', 1],
        ['40117', 2],
        ['s3', 3],
      ],
    );
    assert.deepEqual(one.notes, []);
  });

  it('follows no links, and steers no terminal', async () => {
    mkdirSync(join(folder.path, 'hostile'));
    symlinkSync('/etc/passwd', join(folder.path, 'hostile', 'ada.zip'));
    folder.write('hostile/\u001b[31mred\u202e.zip', 'x');
    const one = await find(['hostile']);
    assert.equal(one.handIns.length, 1);
    assert.doesNotMatch(JSON.stringify([one.handIns[0]?.name, one.handIns[0]?.student, one.notes]), /\\u001b|\u202e/);
    assert.match(one.notes.join('\n'), /ada\.zip is a link and was left out/);
  });

  it('says when there is nothing, or no such path', async () => {
    mkdirSync(join(folder.path, 'empty'));
    await assert.rejects(find(['empty']), /There are no hand-ins in/);
    await assert.rejects(find(['nowhere']), /nowhere cannot be read: there is no such file or folder/);
  });
});
