import assert from 'node:assert/strict';
import { elapsedBetweenLapsUs } from '../../../harness/protocol/laps.ts';

describe('the time between two laps', () => {
  it('is their difference', () => {
    assert.equal(elapsedBetweenLapsUs(29014515, 39409124), 10394609);
  });

  it('goes on across the wrap of a 32-bit counter', () => {
    assert.equal(elapsedBetweenLapsUs(2 ** 32 - 1000, 9_000_000), 9_001_000);
  });

  it('follows counters of more than 32 bits', () => {
    assert.equal(elapsedBetweenLapsUs(64574712843, 64574712843 + 5), 5);
  });

  it('is unknown where a counter of more than 32 bits went backwards', () => {
    assert.equal(elapsedBetweenLapsUs(64574712843, 12), null);
  });
});
