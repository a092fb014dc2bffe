import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../harness/clock.ts';
import type { Database } from '../../../../site/server/database/database.ts';
import { IntakeFiles } from '../../../../site/server/files/intake-files.ts';
import { Metrics } from '../../../../site/server/metrics/metrics.ts';
import { sitePublisher } from '../../../../site/server/publication/publisher.ts';
import type { SiteBuilder } from '../../../../site/server/publication/site-builder.ts';
import { openTestPglite } from '../http/open-test-pglite.ts';

describe('A publication that is ended with its server', () => {
  let database: Database;
  let data = '';
  const metrics = new Metrics();

  before(async () => {
    database = await openTestPglite();
    data = await mkdtemp(join(tmpdir(), 'intake-stopped-'));
  });
  after(async () => {
    metrics.close();
    await database.close();
    await rm(data, { recursive: true, force: true });
  });

  function publish(build: SiteBuilder['build'], signal: AbortSignal): Promise<void> {
    const builder = { build, close: () => Promise.resolve() };
    const parts = { database, files: new IntakeFiles(data), clock: systemClock, metrics, builder };
    return sitePublisher(parts).publish(signal);
  }

  const failures = (): boolean =>
    metrics
      .text({ submissions: {}, queue: null, publishedResults: 0 })
      .includes('boardbench_publications_total{outcome="failed"} 1');

  it('is said to be, whatever it was ended with, and is no failure', async () => {
    const control = new AbortController();
    const work = publish((_task, signal) => {
      control.abort();
      return Promise.reject(signal?.reason as Error);
    }, control.signal);
    await assert.rejects(work, { code: 'import.stopped' });
    assert.ok(!failures());
  });

  it('is a failure where nobody ended it', async () => {
    const control = new AbortController();
    await assert.rejects(
      publish(() => Promise.reject(new Error('the disk is full')), control.signal),
      { message: 'the disk is full' },
    );
    assert.ok(failures());
  });
});
