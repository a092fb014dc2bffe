import assert from 'node:assert/strict';
import { coreName, frameworkName } from '../../../site/data/families.ts';

describe('What processors are chosen by', () => {
  it('is the core that their description names', () => {
    const cores: [string, string][] = [
      ['32-bit Arm® Cortex®-M4 (DSP + FPU)', 'Cortex-M4'],
      ['Arm Cortex-M33 32-bit RISC core', 'Cortex-M33'],
      ['32-bit Arm® Cortex®-M0+', 'Cortex-M0+'],
      ['ARM Cortex A9 Based', 'Cortex-A9'],
      ['RISC-V AndesCore™ AX45MP Single core', 'RISC-V'],
      ['GAP9 Risc-v', 'RISC-V'],
      ['HiFi3 + M0', 'HiFi 3'],
      ['32-bit RH850G3KH2.0', 'RH850'],
    ];
    for (const [described, core] of cores) assert.equal(coreName(described), core);
  });

  it('is the beginning of a description that names none that is known', () => {
    assert.equal(coreName('TinyCore 9000 (rev. B), 80 MHz'), 'TinyCore 9000');
    for (const none of ['', 'N/A', 'none', ' - ', null]) assert.equal(coreName(none), null);
  });
});

describe('What frameworks are chosen by', () => {
  it('is their name without a version', () => {
    const frameworks: [string, string | null][] = [
      ['X-CUBE-AI v10.2', 'X-CUBE-AI'],
      ["TensorFlow Lite for Microcontrollers='https://github.com/tensorflow/tflite-micro'", 'TensorFlow Lite'],
      ['Bosch Hardware-Aware Lowering Engine (HALE) version 1.0.175', 'Bosch HALE'],
      ['STEDGE-AI Internal version', 'ST Edge AI'],
      ['N/A', null],
    ];
    for (const [described, name] of frameworks) assert.equal(frameworkName(described), name);
  });
});
