import assert from 'node:assert/strict';
import { readGradescopeMetadata } from '../../../../submissions/grading/hand-ins/gradescope-metadata.ts';
import { readLmsName, readPlainName } from '../../../../submissions/grading/hand-ins/lms-names.ts';
import { keyOfName, keysOfName } from '../../../../submissions/grading/hand-ins/name-keys.ts';

describe('Names in the exports of learning platforms', () => {
  it('of Canvas tell student, lateness and the name that the student gave', () => {
    assert.deepEqual(readLmsName('lovelaceada_LATE_4711_98765_model-2.tflite'), {
      ...{
        lms: 'canvas',
        name: 'lovelaceada',
        number: '4711',
        isMarkedLate: true,
        file: 'model.tflite',
        isText: false,
      },
    });
    assert.deepEqual(readLmsName('李雷_4711_98765_my model.tar.gz'), {
      ...{ lms: 'canvas', name: '李雷', number: '4711', isMarkedLate: false, file: 'my model.tar.gz', isText: false },
    });
  });

  it('of Moodle are folders, or stand in front of files', () => {
    assert.deepEqual(readLmsName('Ada Lovelace_271_assignsubmission_file_'), {
      ...{ lms: 'moodle', name: 'Ada Lovelace', number: '271', isMarkedLate: false, file: '', isText: false },
    });
    assert.equal(readLmsName('Ada Lovelace_271_assignsubmission_file_model_v2.tflite')?.file, 'model_v2.tflite');
    assert.equal(readLmsName('Ada_L_271_assignsubmission_onlinetext_')?.isText, true);
  });

  it('leave other names alone', () => {
    for (const name of ['ada.zip', 'ada_2026.zip', 'submission_123456', 'ada_2026_final.zip', '_1_2_', '']) {
      assert.equal(readLmsName(name), undefined, name);
    }
  });

  it('are plain without what they were packed in, and may say which of several they are', () => {
    assert.deepEqual(readPlainName('ada.tar.gz'), { stem: 'ada', attempt: null });
    assert.deepEqual(readPlainName('ada (2).zip'), { stem: 'ada', attempt: 2 });
    assert.deepEqual(readPlainName('ada_attempt_3.tflite'), { stem: 'ada', attempt: 3 });
    assert.deepEqual(readPlainName('Dr. ada'), { stem: 'Dr. ada', attempt: null });
  });

  it('come to the same however people write them', () => {
    assert.equal(keyOfName('Łukasz Müller-O’Brien'), 'lukaszmullerobrien');
    assert.ok(keysOfName('Ada Lovelace').includes(keyOfName('Lovelace, ADA')));
    assert.ok(keysOfName('José García Márquez').includes(keyOfName('garciamarquezjose')));
    assert.notEqual(keyOfName('कमल'), keyOfName('कमला'));
    assert.equal(keyOfName('Anna\u200b Lee'), keyOfName('Anna Lee'));
  });
});

describe('The metadata of a Gradescope export', () => {
  const text = `---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '007'
    :email: ada@x.org
  :created_at: 2026-11-30 22:15:03.123456789 Z
  :score: 12.0
  :results:
    :tests:
    - :output: |
        submission_999:
          :submitters: none
submission_102:
  :submitters:
  - :name: Bob
    :sid:
    :email: bob@x.org
  - :name: "Eve: the second"
    :email: eve@x.org
  :created_at: &1 !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-12-01 08:00:00.000000000 Z
    zone: &2 !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
submission_103:
  :created_at: never
`;

  it('tells who handed in and when, whatever else stands there', () => {
    assert.deepEqual(readGradescopeMetadata(text), [
      {
        folder: 'submission_101',
        submitters: [{ name: 'Ada Lovelace', sid: '007', email: 'ada@x.org' }],
        createdAt: new Date('2026-11-30T22:15:03.123Z'),
      },
      {
        folder: 'submission_102',
        submitters: [
          { name: 'Bob', sid: null, email: 'bob@x.org' },
          { name: 'Eve: the second', sid: null, email: 'eve@x.org' },
        ],
        createdAt: new Date('2026-12-01T08:00:00Z'),
      },
      { folder: 'submission_103', submitters: [], createdAt: null },
    ]);
  });

  it('is read in a moment though autograders wrote megabytes into it', () => {
    const long = text.replace('12.0', `12.0\n  :log: "${'[{'.repeat(500_000)}"\n  :deep: ${'- '.repeat(100_000)}`);
    const start = performance.now();
    assert.equal(readGradescopeMetadata(long).length, 3);
    assert.ok(performance.now() - start < 2000);
  });
});
