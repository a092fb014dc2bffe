import assert from 'node:assert/strict';
import { fingerprintRun } from '../../../../submissions/grading/likeness/run-fingerprint.ts';
import type { LogEvidence, MeasuredWindow } from '../../../../submissions/evidence/evidence.ts';

const place = { file: 'log.txt', line: null };

function windowOf(startLapUs: number | null, endLapUs: number | null, input = 'a.bin'): MeasuredWindow {
  return {
    ...{ place, input, inputPath: input, segment: 0, label: null, warmups: 10, iterations: 100, startLapUs, endLapUs },
    ...{ elapsedUs: null, hasWrapped: false, resolutionUs: 1, hostElapsedUs: null, results: null, resultsLine: null },
  };
}

function logOf(firstTimeS: number | null, lastTimeS: number | null): LogEvidence {
  return {
    ...{ file: 'log.txt', format: 'eembc', bytes: 1, lines: 1, sha256: '', mode: null, runnerVersion: null },
    ...{ configuredModel: null, device: { name: null, profile: null, model: null, place }, windows: [] },
    ...{ lackingSteps: [], stepGaps: [], otherThanAsked: [], timestampLaps: 0, lapPace: null, secondsPace: null },
    ...{ errors: [], monitor: null, voltageMv: null, firstTimeS, lastTimeS, damage: [] },
  };
}

describe('The fingerprint of a run', () => {
  const windows = [windowOf(1_000, 9_000), windowOf(10_003, 18_004), windowOf(19_001, 27_000)];

  it('is that of the laps of the board’s clock, whatever the inputs are called', () => {
    const renamed = [windowOf(1_000, 9_000, 'b.bin'), ...windows.slice(1)];
    const { lapsSha256 } = fingerprintRun({ windows, log: null });
    assert.match(lapsSha256 ?? '', /^[0-9a-f]{64}$/);
    assert.equal(fingerprintRun({ windows: renamed, log: null }).lapsSha256, lapsSha256);
    const other = [windowOf(1_000, 9_001), ...windows.slice(1)];
    assert.notEqual(fingerprintRun({ windows: other, log: null }).lapsSha256, lapsSha256);
  });

  it('says nothing where there are few laps, or none', () => {
    assert.equal(fingerprintRun({ windows: windows.slice(1), log: null }).lapsSha256, null);
    const none = Array.from({ length: 9 }, () => windowOf(null, null));
    assert.equal(fingerprintRun({ windows: none, log: null }).lapsSha256, null);
  });

  it('has the time between the first and the last line of the log', () => {
    assert.equal(fingerprintRun({ windows, log: logOf(100, 160) }).durationS, 60);
    assert.equal(fingerprintRun({ windows, log: logOf(160, 100) }).durationS, null);
    assert.equal(fingerprintRun({ windows, log: logOf(null, null) }).durationS, null);
  });
});
