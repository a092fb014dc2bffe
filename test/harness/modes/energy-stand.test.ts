import assert from 'node:assert/strict';
import { EnergyStand } from '../../../harness/modes/energy-stand.ts';
import type { StandPlan } from '../../../harness/modes/energy-stand.ts';
import type { Emulator, EmulatorSurroundings } from '../../../power/emulators/emulator.ts';
import { Lpm01aEmulator } from '../../../power/emulators/lpm01a.ts';
import { N6705Emulator } from '../../../power/emulators/n6705.ts';
import { OtiiEmulator } from '../../../power/emulators/otii.ts';
import { Ppk2Emulator } from '../../../power/emulators/ppk2.ts';
import { SimulatedCircuit } from '../../../power/emulators/simulated-circuit.ts';
import type { Instrument, InstrumentSurroundings } from '../../../power/monitors/instrument.ts';
import { lpm01aInstrument } from '../../../power/monitors/lpm01a.ts';
import { n6705Instrument } from '../../../power/monitors/n6705.ts';
import { otiiInstrument } from '../../../power/monitors/otii.ts';
import { ppk2Instrument } from '../../../power/monitors/ppk2.ts';
import { MemoryTransport } from '../../../runners/transports/memory.ts';
import { TestClock } from '../../test-clock.ts';

type Supply = readonly [
  name: string,
  url: string,
  make: (url: string, surroundings: InstrumentSurroundings) => Instrument,
  emulate: (surroundings: EmulatorSurroundings) => Emulator,
  hasEdges: boolean,
];

const supplies: readonly Supply[] = [
  ['an LPM01A', 'lpm01a:COM3', lpm01aInstrument, (its) => new Lpm01aEmulator(its), true],
  ['a PPK2', 'ppk2:COM3', ppk2Instrument, (its) => new Ppk2Emulator(its), true],
  ['an Otii', 'otii://lab.local', otiiInstrument, (its) => new OtiiEmulator(its), true],
  ['an N6705', 'n6705://lab.local', n6705Instrument, (its) => new N6705Emulator(its), false],
];

describe('An energy stand', () => {
  for (const [name, url, make, emulate, hasEdges] of supplies) {
    describe(`with ${name}`, () => {
      let circuit: SimulatedCircuit;
      let ending: AbortController;
      let plan: StandPlan;
      /** Done to the instrument before it is opened. */
      let changed: (instrument: Instrument) => void;

      beforeEach(() => {
        const clock = new TestClock();
        circuit = new SimulatedCircuit(clock);
        ending = new AbortController();
        changed = () => undefined;
        const emulator = emulate({ circuit, clock });
        const { signal } = ending;
        const transport = (device: string): MemoryTransport => new MemoryTransport(device, () => emulator);
        const manager = {
          url: 'COM4',
          baud: undefined,
          name: 'a manager',
          open: () => Promise.resolve(),
          write: () => undefined,
          close: () => Promise.resolve(),
          explain: (error: unknown) => error,
          takeLaps: () => [],
        };
        plan = {
          options: { monitor: url, ioManager: hasEdges ? null : 'COM4', voltageV: 3 },
          device: 'COM5',
          directory: '',
          openMonitor: () => {
            const instrument = make(url, { clock, signal, transport });
            changed(instrument);
            return instrument;
          },
          openManager: () => manager,
          clock,
          signal,
          record: () => undefined,
        };
      });

      it('supplies the board, and switches it off at the end', async () => {
        const stand = await EnergyStand.open(plan);
        assert.ok(Math.abs(circuit.voltageV - 3) < 0.01);
        await stand.close();
        assert.equal(circuit.voltageV, 0);
      });

      it('switches off a board that has its voltage when the user ends the opening', async () => {
        circuit.onSupply(() => {
          if (circuit.voltageV > 0) ending.abort(new Error('enough'));
        });
        await assert.rejects(EnergyStand.open(plan), /enough/);
        assert.equal(circuit.voltageV, 0);
      });

      it('switches off a board that has its voltage when switching it on fails', async () => {
        changed = (instrument) => {
          const supplyOn = instrument.supplyOn.bind(instrument);
          instrument.supplyOn = async (voltageV) => {
            await supplyOn(voltageV);
            throw new Error('no voltage');
          };
        };
        await assert.rejects(EnergyStand.open(plan), /no voltage/);
        assert.equal(circuit.voltageV, 0);
      });

      it('switches the board off where its recording cannot be stopped', async () => {
        changed = (instrument) => {
          instrument.stop = () => Promise.reject(new Error('it goes on'));
        };
        const stand = await EnergyStand.open(plan);
        await stand.close();
        assert.equal(circuit.voltageV, 0);
      });

      it('leaves the supply alone where it is not asked for one', async () => {
        let changes = 0;
        circuit.onSupply(() => changes++);
        const stand = await EnergyStand.open({ ...plan, options: { ...plan.options, voltageV: null } });
        await stand.close();
        assert.equal(changes, 0);
      });
    });
  }
});
