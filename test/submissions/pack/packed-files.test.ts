import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packedNames } from '../../../submissions/pack/packed-files.ts';
import { inFolder } from '../../harness/session/example-session.ts';

describe('The files of a session that are packed', () => {
  it('are its journal, what was derived, recordings and drawings; nothing else goes along', () =>
    inFolder((directory) => {
      const evidence = [
        ...['energy_inf_000.svg', 'journal.jsonl', 'log.txt', 'manifest.json'],
        ...['recording-000.trace', 'results.json', 'results.txt'],
      ];
      for (const name of [...evidence, 'journal.lock', 'notes.txt', '.DS_Store'])
        writeFileSync(join(directory, name), '');
      mkdirSync(join(directory, 'log.txt.d'));
      symlinkSync('/etc/hostname', join(directory, 'recording-001.trace'));
      const { packed, left } = packedNames(directory);
      assert.deepEqual(packed, evidence);
      assert.deepEqual(left, ['.DS_Store', 'journal.lock', 'log.txt.d', 'notes.txt', 'recording-001.trace']);
    }));
});
