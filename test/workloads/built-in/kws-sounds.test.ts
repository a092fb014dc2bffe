import assert from 'node:assert/strict';
import { generateKwsSounds } from '../../../workloads/built-in/kws01/generate.ts';
import { SILENCE, UNKNOWN, keywords } from '../../../workloads/built-in/kws01/words.ts';
import { kws01 } from '../../../workloads/kws01/specification.ts';

describe('Built-in words', () => {
  it('have the classes of the benchmark, in its order', () => {
    assert.deepEqual(
      kws01.classNames.slice(0, 10),
      keywords.map(({ name }) => name),
    );
    assert.equal(kws01.classNames[SILENCE], 'Silence');
    assert.equal(kws01.classNames[UNKNOWN], 'Unknown');
  });

  it('take turns, a second each, no two alike', () => {
    const sounds = [...generateKwsSounds(5, 26)];
    assert.deepEqual(
      sounds.map(({ label }) => label),
      [...Array(26).keys()].map((index) => index % 12),
    );
    for (const { sound } of sounds) {
      assert.equal(sound.length, 16000);
      assert.ok(sound.every(Number.isFinite));
    }
    assert.notDeepEqual(sounds[0]?.sound, sounds[12]?.sound);
  });

  it('are the same alone as among others', () => {
    const [, , third] = [...generateKwsSounds(9, 3)];
    const again = [...generateKwsSounds(9, 5)][2];
    assert.deepEqual(third, again);
  });
});
