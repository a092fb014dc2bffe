import assert from 'node:assert/strict';
import {
  isoOfInput,
  localInput,
  offsetText,
  ownTimeText,
  timeText,
  utcText,
} from '../../../../site/app/intake/local-time.ts';

describe('times of the intake page', () => {
  /** Node takes a time zone that is set while it runs. */
  function inZone(zone: string, test: () => void): void {
    const before = process.env['TZ'];
    process.env['TZ'] = zone;
    try {
      test();
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  }

  it('become what an input has, and come back', () => {
    const input = localInput(new Date('2026-03-09T14:05:30Z'));
    assert.match(input, /^2026-03-(08|09|10)T\d\d:[0-5]5$/);
    assert.equal(isoOfInput(input), '2026-03-09T14:05:00.000Z');
    assert.equal(timeText('2026-03-09T14:05:30Z'), input.replace('T', ' '));
    assert.equal(isoOfInput(''), null);
    assert.equal(timeText('no time\u202e'), 'no time⟨U+202E⟩');
  });

  it('say how far they are from that of the world, on that day', () => {
    assert.equal(utcText('2026-03-09T14:05:30.5+01:00'), '2026-03-09 13:05:30 UTC');
    assert.equal(utcText('no time\u202e'), 'no time⟨U+202E⟩');
    for (const [zone, winter, summer] of [
      ['America/New_York', 'UTC−05:00', 'UTC−04:00'],
      ['Asia/Kolkata', 'UTC+05:30', 'UTC+05:30'],
      ['Europe/London', 'UTC', 'UTC+01:00'],
      ['UTC', 'UTC', 'UTC'],
    ] as const) {
      inZone(zone, () => {
        assert.equal(offsetText(new Date('2026-01-01T12:00:00Z')), winter);
        assert.equal(offsetText(new Date('2026-07-01T12:00:00Z')), summer);
      });
    }
    inZone('America/New_York', () => {
      assert.match(ownTimeText(), /^your time, America\/New_York \(UTC−0[45]:00 now\)$/);
    });
    inZone('UTC', () => {
      assert.equal(ownTimeText(), 'your time, UTC');
    });
  });
});
