import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DigestCache } from '../../../../submissions/grading/measuring/digest-cache.ts';
import { measuredOf } from '../scoring/sample-class.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('What was measured before', () => {
  const folder = temporaryFolder();
  const measured = measuredOf({ macs: 5 });
  const at = (name: string): string => join(folder.path, name);

  it('is kept by the digest of the hand-in and of what else it depends on', async () => {
    const cache = new DigestCache(at('kept'), 'basis', 'limits');
    assert.equal(await cache.read('a'), null);
    await cache.write('a', measured, false);
    assert.deepEqual(await cache.read('a'), measured);
    assert.equal(await cache.read('b'), null);
    assert.equal(await new DigestCache(at('kept'), 'another', 'limits').read('a'), null);
    assert.equal(await new DigestCache(at('elsewhere'), 'basis', 'limits').read('a'), null);
  });

  it('counts with other limits, but where limits ended it', async () => {
    const cache = new DigestCache(at('limits'), 'basis', '1 s');
    await cache.write('done', measured, false);
    await cache.write('ended', measured, true);
    const patient = new DigestCache(at('limits'), 'basis', '2 s');
    assert.deepEqual(await patient.read('done'), measured);
    assert.deepEqual(await cache.read('ended'), measured);
    assert.equal(await patient.read('ended'), null);
  });

  it('is nothing where its file is damaged or of another, and is written anew', async () => {
    const cache = new DigestCache(at('damaged'), 'basis', 'limits');
    await cache.write('a', measured, false);
    const [file = ''] = readdirSync(at('damaged'));
    const path = join(at('damaged'), file);
    const whole = readFileSync(path, 'utf8');
    const foreign = whole.replace(/"key":"[^"]*"/, '"key":"x"');
    for (const damage of [
      '',
      '{}',
      '[]',
      'null',
      whole.slice(0, -5),
      foreign,
      whole.replace('"figures"', '"f"'),
      whole.replace('"value":5', '"value":1'),
    ]) {
      writeFileSync(path, damage);
      assert.equal(await cache.read('a'), null, damage);
    }
    await cache.write('a', measured, false);
    assert.deepEqual(await cache.read('a'), measured);
    assert.deepEqual(readdirSync(at('damaged')), [file]);
  });

  it('is kept nowhere where there is no folder for it, and an error where that cannot be written', async () => {
    const none = new DigestCache(null, 'basis', 'limits');
    await none.write('a', measured, false);
    assert.equal(await none.read('a'), null);
    folder.write('file', 'x');
    await assert.rejects(
      new DigestCache(at('file'), 'b', 'l').write('a', measured, false),
      /The cache .*file cannot be used/,
    );
  });
});
