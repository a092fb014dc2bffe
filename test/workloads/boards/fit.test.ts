import assert from 'node:assert/strict';
import { fitBoard } from '../../../workloads/boards/fit.ts';
import { parseBoards } from '../../../workloads/boards/catalogue.ts';
import { cores } from '../../../workloads/models/profile/cores.ts';
import { profileModel } from '../../../workloads/models/profile/profile.ts';
import { smallGraph } from '../models/small-graph.ts';

const core = cores.get('cortex-m4');
assert.ok(core !== undefined);
const profile = profileModel(smallGraph(), 1000, core);
const reserve = { sramBytes: 100, flashBytes: 200, source: 'stated' };

function fit(sramBytes: number | null, flashBytes: number | null) {
  const [board] = parseBoards(JSON.stringify({ boards: [{ id: 'a', sramBytes, flashBytes }] }), 'x').boards;
  assert.ok(board !== undefined);
  return fitBoard(profile, board, reserve);
}

describe('whether a model fits a board', () => {
  const sramNeeded = 100 + profile.runtimeState.bytes + profile.peakActivationBytes;
  const flashNeeded = 200 + profile.flashBytes;

  it('counts reserve, runtime and model, to the last byte', () => {
    const just = fit(sramNeeded, flashNeeded);
    assert.equal(just.fits, true);
    assert.equal(just.sram.neededBytes, sramNeeded);
    assert.equal(just.flash.neededBytes, flashNeeded);
    assert.equal(fit(sramNeeded - 1, flashNeeded).fits, false);
    assert.equal(fit(sramNeeded, flashNeeded - 1).fits, false);
  });

  it('names the parts of either memory', () => {
    const { sram, flash } = fit(1, 1);
    assert.deepEqual(
      sram.parts.map(({ name }) => name),
      ['reserve', 'runtime', 'activations'],
    );
    assert.deepEqual(
      flash.parts.map(({ name, bytes }) => [name, bytes]),
      [
        ['reserve', 200],
        ['runtime', profile.flashBytes - 1000],
        ['model', 1000],
      ],
    );
  });

  it('is not known where a memory is not, unless the other is too small already', () => {
    assert.equal(fit(null, flashNeeded).fits, null);
    assert.equal(fit(sramNeeded, null).fits, null);
    assert.equal(fit(null, 10).fits, false);
  });
});
