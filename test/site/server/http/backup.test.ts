import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../../../harness/clock.ts';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { restoreBackup } from '../../../../site/server/backup/restore-backup.ts';
import { errorCode, HttpStand } from './http-stand.ts';
import { openTestPglite } from './open-test-pglite.ts';

describe('a backup over HTTP', () => {
  let stand: HttpStand;
  before(async function () {
    this.timeout(60_000);
    stand = await HttpStand.open();
  });
  after(() => stand.close());

  const asked = async (): Promise<IncomingMessage> => {
    const headers = { authorization: `Bearer ${stand.administrator}` };
    const asking = request(new URL('/api/backup', stand.server.address), { headers }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return answer;
  };

  it('is for administrators alone', async () => {
    assert.equal(errorCode(await stand.ask('GET', '/api/backup')), 'token.none');
    for (const role of ['submitter', 'reviewer'] as const) {
      const answer = await stand.ask('GET', '/api/backup', { token: await stand.token(role) });
      assert.equal(answer.status, 403);
      assert.equal(errorCode(answer), 'token.role');
    }
  });

  it('is one that can be restored', async () => {
    const id = await stand.submitUntil(await stand.token('submitter'), 'checked');
    const answer = await asked();
    assert.equal(answer.headers['content-type'], 'application/gzip');
    assert.match(
      answer.headers['content-disposition'] ?? '',
      /attachment; filename="boardbench-\d{4}-\d\d-\d\d\.tar\.gz"/,
    );
    const parts: Buffer[] = [];
    for await (const part of answer as AsyncIterable<Buffer>) parts.push(part);
    const folder = mkdtempSync(join(tmpdir(), 'boardbench-http-backup-'));
    const file = join(folder, 'backup.tar.gz');
    writeFileSync(file, Buffer.concat(parts));
    const database = await openTestPglite();
    try {
      const files = new IntakeFiles(join(folder, 'data'));
      await files.prepare();
      const restored = await restoreBackup(file, database, files, { clock: systemClock });
      assert.deepEqual([restored.submissions, restored.missing], [1, []]);
      const [row] = await database.query<{ id: string }>('select id from submissions');
      assert.equal(row?.id, id);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true });
    }
  }).timeout(60_000);

  it('is given up when whoever asked for it goes, and can be asked for again', async () => {
    (await asked()).destroy();
    for (;;) {
      const answer = await asked();
      answer.resume();
      await once(answer, 'end');
      if (answer.statusCode === 200) break;
      assert.equal(answer.statusCode, 409);
    }
    // What it laid down meanwhile is removed behind the answer.
    while ((await stand.uploadsLeft()).length > 0) await setImmediate();
    await stand.assertWell();
  }).timeout(30_000);
});
