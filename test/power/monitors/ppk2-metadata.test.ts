import assert from 'node:assert/strict';
import { defaultPpk2Calibration, parsePpk2Metadata } from '../../../power/monitors/ppk2-metadata.ts';

const reply = [
  'Calibrated: 0',
  'R0: 1004.2100',
  'R3: -nan',
  'GS1: 98.6000',
  'GI0: 0',
  'S2: 0.0000054',
  'I2: -0.000032',
  'UG4: 1.02',
  'VDD: 3300',
  'HW: 49625',
  'mode: 2',
  'IA: 59',
  'END',
].join('\n');

describe('The metadata of the PPK2', () => {
  it('give the constants of each range', () => {
    const { calibration } = parsePpk2Metadata(reply);
    assert.equal(calibration.length, 5);
    assert.equal(calibration[0]?.R, 1004.21);
    assert.equal(calibration[1]?.GS, 98.6);
    assert.equal(calibration[2]?.S, 0.0000054);
    assert.equal(calibration[2].I, -0.000032);
    assert.equal(calibration[4]?.UG, 1.02);
  });

  it('leave the default where they say 0, no number or nothing', () => {
    const { calibration, defaults } = parsePpk2Metadata(reply);
    assert.equal(calibration[3]?.R, 0.94);
    assert.equal(calibration[0]?.GI, 1);
    assert.equal(calibration[4]?.R, 0.043);
    for (const name of ['R3', 'GI0', 'R4', 'O1']) assert.ok(defaults.includes(name), name);
    assert.ok(!defaults.includes('R0'));
    assert.deepEqual(parsePpk2Metadata('END').calibration, defaultPpk2Calibration);
  });

  it('say the voltage, the mode and the hardware', () => {
    const { supplyV, mode, hardware, simulated } = parsePpk2Metadata(reply);
    assert.deepEqual(
      { supplyV, mode, hardware, simulated },
      { supplyV: 3.3, mode: 'source', hardware: '49625', simulated: false },
    );
    assert.equal(parsePpk2Metadata('mode: 1\nEND').mode, 'ampere');
    assert.equal(parsePpk2Metadata('VDD: 0\nEND').supplyV, undefined);
  });

  it('are read in any order, with either end of line, in either case and behind bytes of a stream', () => {
    const shuffled = `\u0081\u0002\u00ff${reply.split('\n').reverse().join('\r\n').toLowerCase()}\r\n`;
    assert.deepEqual(parsePpk2Metadata(shuffled).calibration, parsePpk2Metadata(reply).calibration);
  });
});
