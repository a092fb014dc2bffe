import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wait } from '../../../harness/clock.ts';
import { Lpm01aEmulator } from '../../../power/emulators/lpm01a.ts';
import type { Lpm01aEmulatorOptions } from '../../../power/emulators/lpm01a-options.ts';
import { asciiDec } from '../../../power/emulators/lpm01a-stream.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import { TestClock } from '../../test-clock.ts';

/** An emulator at its port: what is typed to it, and what it sends in a time. */
function terminal(options: Lpm01aEmulatorOptions = {}) {
  const clock = new TestClock();
  const circuit = new SimulatedCircuit(clock, { restA: 1e-3 });
  const emulator = new Lpm01aEmulator({ circuit, clock }, options);
  let sent = '';
  let largest = 0;
  emulator.opened({
    send(bytes) {
      sent += Buffer.from(bytes).toString('latin1');
      largest = Math.max(largest, bytes.length);
    },
    drop: () => undefined,
  });
  return {
    clock,
    circuit,
    emulator,
    largest: () => largest,
    type: async (text: string, forMs = 0): Promise<string> => {
      sent = '';
      emulator.data(Buffer.from(text));
      if (forMs > 0) await wait(clock, forMs);
      return sent;
    },
  };
}

describe('an emulated LPM01A', () => {
  it('answers as a PowerShield does, to LF and to CR LF', async () => {
    const { type } = terminal();
    assert.equal(await type('htc\n'), '\r\nPowerShield > ack htc\r\n\r\n');
    assert.equal(await type('trigdelay 0\r\n'), '\r\nPowerShield > ack trigdelay 0\r\n\r\n');
    assert.equal(await type('fre'), '');
    assert.equal(await type('q 1k\n'), '\r\nPowerShield > ack freq 1k\r\n\r\n');
    assert.match(await type('freq 3k\n'), /^\r\nPowerShield > error freq 3k\r\nError detail: /);
    assert.match(await type('volt get\n'), /ack volt get 3300-03\r\n/);
    assert.match(await type('fly\n'), /error fly/);
  });

  it('obeys nobody who has not taken control', async () => {
    const { type, circuit } = terminal();
    assert.match(await type('pwr on nostatus\n'), /error pwr on/);
    assert.equal(circuit.voltageV, 0);
    assert.match(await type('version\n'), /ack version 1\.0\.6/);
  });

  it('calibrates itself for a second and a half after a change of voltage; what follows waits', async () => {
    const { type, circuit } = terminal();
    await type('htc\n');
    assert.equal(await type('volt 2500m\npwr on nostatus\n', 1400), '');
    assert.match(await type('', 200), /ack volt 2500m\r\n\r\n\r\nPowerShield > ack pwr on nostatus/);
    assert.equal(circuit.voltageV, 2.5);
  });

  it('sends samples, a time stamp every thousand and a NUL behind it, and an event for each falling edge', async () => {
    const { type, circuit } = terminal();
    await type('htc\nvolt 3000m\npwr on nostatus\neventsrc d7 fal\noutput energy\nfreq 1k\n', 1600);
    const head = await type('start\n');
    assert.equal(head, '\r\nPowerShield > ack start\r\n\r\n');
    circuit.draw(2e-3, 1_500_300);
    circuit.edge(0);
    circuit.edge(1);
    circuit.draw(2e-3, 1_000_000);
    const text = await type('', 50);
    const lines = text.split('\r\n');
    assert.equal(lines[0], 'TimeStamp: 000s 000ms, buff 00%');
    assert.equal(lines[1], '\x006000-09');
    assert.match(lines[1001] ?? '', /^TimeStamp:>001s 000ms, buff 00%$/);
    assert.equal(lines.indexOf('event 07 ris'), 2 + 1500);
    assert.equal(lines.filter((line) => line.startsWith('event')).length, 1);
    assert.match(
      await type('stop\n'),
      /end\r\n\r\nPowerShield > Acquisition completed\r\n[^]*summary beg\r\n[^]*summary end/,
    );
  });

  it('sends a leap of minutes in pieces below 64 KiB', async () => {
    const { type, circuit, largest } = terminal();
    await type('htc\nfreq 5k\nstart\n');
    circuit.draw(1e-3, 120e6);
    const text = await type('', 10);
    assert.ok(text.length > 120 * 5000 * 9);
    assert.ok(largest() < 65_536, `${largest()} bytes at once`);
    await type('stop\n');
  });

  it('goes on while nobody listens, and loses that', async () => {
    const { type, emulator, clock } = terminal();
    await type('htc\nfreq 1k\nstart\n', 500);
    emulator.closed();
    await wait(clock, 1000);
    let sent = '';
    emulator.opened({ send: (bytes) => (sent += Buffer.from(bytes).toString('latin1')), drop: () => undefined });
    await wait(clock, 1000);
    emulator.closed();
    assert.match(sent, /TimeStamp:.002s 000ms/);
    assert.doesNotMatch(sent, /001s/);
    const samples = sent.match(/\d{4}-\d\d/g)?.length ?? 0;
    assert.ok(samples >= 960 && samples <= 1001, `${samples} samples`);
  });

  it('writes numbers with four digits', () => {
    assert.equal(asciiDec(640.9e-6), '6409-07');
    assert.equal(asciiDec(3.3), '3300-03');
    assert.equal(asciiDec(1200), '1200+00');
    assert.equal(asciiDec(9.9996e-3), '1000-05');
    assert.equal(asciiDec(0), '0000-12');
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e5, noNaN: true }), (value) => {
        const text = asciiDec(value);
        assert.match(text, /^\d{4}[+-]\d{2}$/);
        const read = Number(text.replace(/(?=[+-])/, 'e'));
        assert.ok(Math.abs(read - value) <= 5.0001e-4 * value);
      }),
    );
  });
});
