import assert from 'node:assert/strict';
import { wait } from '../../../harness/clock.ts';
import { EmonEmulator } from '../../../power/emulators/emon.ts';
import { parseEmonEmulatorOptions } from '../../../power/emulators/emon-options.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import { TestClock } from '../../test-clock.ts';

function board(query: string) {
  const clock = new TestClock();
  const circuit = new SimulatedCircuit(clock, { voltageV: 3, restA: 1e-3 });
  const emulator = new EmonEmulator({ circuit, clock }, parseEmonEmulatorOptions(query));
  let sent = '';
  let largest = 0;
  const port = {
    send: (bytes: Uint8Array) => {
      sent += Buffer.from(bytes).toString('latin1');
      largest = Math.max(largest, bytes.length);
    },
    drop: () => undefined,
  };
  return {
    clock,
    circuit,
    emulator,
    port,
    lines: () => sent.split('\n').slice(0, -1),
    largest: () => largest,
  };
}

describe('an emulated stream of #emon lines', () => {
  it('begins with its head when its port is opened, and stops when it is closed', async () => {
    const { clock, emulator, port, lines } = board('rate=100');
    await wait(clock, 100);
    emulator.opened(port);
    assert.deepEqual(lines(), ['#emon,1,fs=100,cols=i_A,v=3.000,name=emulated']);
    await wait(clock, 1000);
    emulator.closed();
    const rows = lines().slice(1);
    assert.ok(rows.length >= 97 && rows.length <= 101, `${rows.length} rows`);
    assert.deepEqual([...new Set(rows)], ['0.001000000']);
    await wait(clock, 1000);
    assert.equal(lines().length - 1, rows.length);
  });

  it('tells an edge behind the rows that were finished before it', async () => {
    const { clock, circuit, emulator, port, lines } = board('rate=1000&cols=t_us|i_A|p_W|e_J&fs=0');
    emulator.opened(port);
    circuit.draw(2e-3, 5250);
    circuit.edge(0);
    circuit.draw(4e-3, 1_750);
    await wait(clock, 1);
    emulator.closed();
    const [head, ...rows] = lines();
    assert.match(head ?? '', /fs=0,cols=t_us\|i_A\|p_W\|e_J/);
    assert.deepEqual(rows.slice(0, 7), [
      ...[0, 1000, 2000, 3000, 4000].map((timeUs) => `${timeUs},0.002000000,0.006000000,6.000000e-6`),
      '!,5250,5,fal',
      '5000,0.003500000,0.010500000,1.050000e-5',
    ]);
  });

  it('says with a command how much it sent and dropped', async () => {
    const { clock, emulator, port, lines } = board('rate=1000&start=go&stop=halt&faults=drop&every=100');
    emulator.opened(port);
    await wait(clock, 100);
    assert.deepEqual(lines(), []);
    emulator.data(Buffer.from('go\r\n'));
    await wait(clock, 400);
    emulator.data(Buffer.from('ha'));
    emulator.data(Buffer.from('lt\n'));
    const rows = lines().slice(1, -1);
    assert.equal(lines().at(-1), `#end,${rows.length},3`);
  });

  it('sends a leap of minutes in pieces below 64 KiB', async () => {
    const { clock, circuit, emulator, port, lines, largest } = board('rate=10000');
    emulator.opened(port);
    circuit.draw(3e-3, 60e6);
    await wait(clock, 1);
    emulator.closed();
    assert.ok(lines().length > 600_000);
    assert.ok(largest() < 65_536, `${largest()} bytes at once`);
  });
});
