import assert from 'node:assert/strict';
import { wait } from '../../harness/clock.ts';
import { BenchError } from '../../harness/errors.ts';
import type { SimulatedCircuit } from '../../power/emulators/simulated-circuit.ts';
import type { Instrument } from '../../power/monitors/instrument.ts';
import type { TestClock } from '../test-clock.ts';
import { Recording, settle } from './instrument-recording.ts';

/** An instrument that measures a simulated circuit. */
export interface InstrumentBench {
  readonly clock: TestClock;
  /**
   * What it measures, with its pin high. For an instrument with a supply the circuit is off at first (`voltageV` 0);
   * for another one it has a supply of its own that gives `voltageV` of this bench.
   */
  readonly circuit: SimulatedCircuit;
  /** A driver, not yet open, for the one emulated instrument of this bench: a new one each time, as a new program is. */
  readonly instrument: () => Instrument;
  /** Volts to supply, or that the circuit has by itself. */
  readonly voltageV: number;
  /**
   * The cable of the driver that is open is pulled. The emulated instrument keeps its state, a recording that goes on
   * for one, but has no timer running until it is opened again.
   */
  readonly vanish: () => void;
  /** The user tells the program to end; left out where the driver does not know of that. */
  readonly interrupt?: () => void;
  /** So many samples from now on are lost on their way; left out where the instrument cannot lose any. */
  readonly lose?: (samples: number) => void;
  /** How far the energy of a window may be off, as a share of it: the resolution of a sample. */
  readonly relativeError: number;
  /** How far the time of an edge may be off, seconds: a sample, for most. */
  readonly edgeErrorS: number;
  /** Seconds that the window of the contract lasts; shorter for instruments with very many samples. 10 else. */
  readonly windowS?: number;
}

const idleA = 0.001;
const busyA = 0.005;
/** How long the pin stays low to mark an instant, microseconds: the instruments sample it every 10 µs or slower. */
const pulseUs = 100;

/**
 * What every instrument does, whatever it is: the same suite for each, against its emulator, on a clock that jumps.
 * @param makeBench is asked anew for each test. The identity that the emulated instrument gives must say that it is
 *   simulated (somewhere in its name, its metadata, its reply to `*IDN?`), and the driver must tell so.
 */
export function describeInstrument(name: string, makeBench: () => InstrumentBench | Promise<InstrumentBench>): void {
  describe(`${name} keeps the contract of instruments`, () => {
    let bench: InstrumentBench;
    let opened: Instrument[];

    beforeEach(async () => {
      opened = [];
      bench = await makeBench();
      bench.circuit.rest(idleA);
    });

    afterEach(async () => {
      for (const instrument of opened) await instrument.close();
    });

    async function open(): Promise<Instrument> {
      const instrument = bench.instrument();
      opened.push(instrument);
      await instrument.open();
      return instrument;
    }

    /** An open instrument with the board supplied. */
    async function supplied(): Promise<Instrument> {
      const instrument = await open();
      if (instrument.capabilities.supplyV !== null) await instrument.supplyOn(bench.voltageV);
      return instrument;
    }

    async function begin(instrument: Instrument): Promise<Recording> {
      const recording = new Recording();
      return recording.began(await instrument.start(recording, bench.voltageV));
    }

    /** 0.3 s of rest, ten busy seconds between two edges, 0.3 s of rest. */
    async function playWindow(): Promise<number> {
      const { clock, circuit } = bench;
      const windowS = bench.windowS ?? 10;
      await wait(clock, 300);
      pulse(circuit, busyA);
      circuit.draw(busyA, windowS * 1e6 - pulseUs);
      pulse(circuit, idleA);
      await wait(clock, 300);
      return windowS;
    }

    async function record(instrument: Instrument): Promise<Recording> {
      const recording = await begin(instrument);
      const windowS = await playWindow();
      await instrument.stop();
      recording.assertOrderly();
      assert.deepEqual(recording.failures, []);
      assertEnergy(instrument, recording, windowS);
      return recording;
    }

    function assertEnergy(instrument: Instrument, recording: Recording, windowS: number): void {
      const { voltageV, relativeError, edgeErrorS } = bench;
      const idleW = idleA * voltageV;
      const busyW = busyA * voltageV;
      // What exceeds the rest is the same wherever the recording began.
      assertNear(recording.energyJ(voltageV, 0, Infinity, idleA), (busyW - idleW) * windowS, {
        // The resting current, too, is only known to the resolution of a sample.
        within: relativeError * (busyW * windowS + idleW * 2 * windowS) + 1e-12,
      });
      if (!instrument.capabilities.hasEdges) {
        assert.deepEqual(recording.edges, []);
        return;
      }
      const [startS, endS, ...more] = recording.fallsS;
      assert.ok(startS !== undefined && endS !== undefined && more.length === 0, `edges at ${recording.fallsS.join()}`);
      assertNear(endS - startS, windowS, { within: 2 * edgeErrorS + 1e-9 });
      const edgesJ = 2 * edgeErrorS * (busyW + idleW);
      assertNear(recording.energyJ(voltageV, startS, endS), busyW * windowS, {
        within: relativeError * busyW * windowS + edgesJ + 1e-12,
      });
    }

    it('says who it is, and that what it measures is simulated', async () => {
      const instrument = bench.instrument();
      opened.push(instrument);
      const identity = await instrument.open();
      assert.ok(identity.kind.length > 0 && identity.name.length > 0);
      assert.equal(identity.simulated, true);
      assert.ok(instrument.url.startsWith(identity.kind));
    });

    it('records a window, its energy and its edges', async () => {
      await record(await supplied());
    });

    it('says what its samples are', async () => {
      const recording = await begin(await supplied());
      const { head } = recording;
      assert.ok(head.sampleRateHz === null || head.sampleRateHz > 0);
      assert.notEqual(head.source, '');
      if (head.quantity === 'current') assertNear(head.voltageV ?? NaN, bench.voltageV, { within: 0.01 });
    });

    it('records again and again, each recording from 0 on', async () => {
      const instrument = await supplied();
      const first = await record(instrument);
      await settle(bench.clock);
      const second = await record(instrument);
      for (const recording of [first, second]) assert.equal(recording.chunks[0]?.first, 0);
    });

    it('delivers everything before the stop resolves, and nothing later', async () => {
      const recording = await record(await supplied());
      const { events } = recording;
      await settle(bench.clock);
      assert.equal(recording.events, events);
      assert.deepEqual(recording.failures, []);
    });

    it('delivers while it records, where it says that it is live', async () => {
      const instrument = await supplied();
      const recording = await begin(instrument);
      await wait(bench.clock, 1000 + 2 * instrument.capabilities.latencyMs);
      assert.equal(recording.samples > 0, instrument.capabilities.isLive);
      await instrument.stop();
      assert.ok(recording.samples > 0);
    });

    it('does not mind a stop where nothing is recorded', async () => {
      const instrument = await supplied();
      await instrument.stop();
      await record(instrument);
      await instrument.stop();
    });

    it('opens in whatever state the last program left it', async () => {
      const abandoned = await supplied();
      const recording = await begin(abandoned);
      await wait(bench.clock, 300);
      bench.vanish();
      await settle(bench.clock);
      const instrument = await open();
      assert.equal(recording.failures.length, 1);
      await record(instrument);
    });

    it('does not touch the supply when it is opened or closed', async () => {
      const first = await supplied();
      await first.close();
      assertNear(bench.circuit.voltageV, bench.voltageV, { within: 0.01 });
      let changes = 0;
      bench.circuit.onSupply(() => changes++);
      const second = await open();
      await second.close();
      await settle(bench.clock);
      assert.equal(changes, 0);
    });

    it('supplies the board with the voltage asked for, and stops when told', async function () {
      const instrument = await open();
      if (instrument.capabilities.supplyV === null) {
        this.skip();
        return;
      }
      await instrument.supplyOn(bench.voltageV);
      assertNear(bench.circuit.voltageV, bench.voltageV, { within: 0.01 });
      await instrument.supplyOff();
      assert.equal(bench.circuit.voltageV, 0);
    });

    it('switches the board off after it was told to end', async function () {
      const instrument = await supplied();
      if (instrument.capabilities.supplyV === null) {
        this.skip();
        return;
      }
      bench.interrupt?.();
      await instrument.supplyOff();
      await instrument.close();
      assert.equal(bench.circuit.voltageV, 0);
    });

    it('switches the board off where it was told to end while it switched it on', async function () {
      const instrument = await open();
      if (instrument.capabilities.supplyV === null) {
        this.skip();
        return;
      }
      const switching = instrument.supplyOn(bench.voltageV).catch((error: unknown) => error);
      await suppliesOrSettles(bench.circuit, switching);
      bench.interrupt?.();
      await switching;
      await instrument.supplyOff();
      await instrument.close();
      assert.equal(bench.circuit.voltageV, 0);
    });

    it('switches the board off where it was told to end in the middle of a recording', async function () {
      const instrument = await supplied();
      if (instrument.capabilities.supplyV === null) {
        this.skip();
        return;
      }
      const recording = await begin(instrument);
      await wait(bench.clock, 300);
      bench.interrupt?.();
      await instrument.stop();
      await instrument.supplyOff();
      await instrument.close();
      assert.equal(bench.circuit.voltageV, 0);
      recording.assertOrderly();
    });

    it('refuses a voltage that it cannot give, and leaves the supply as it is', async () => {
      const instrument = await supplied();
      const { supplyV } = instrument.capabilities;
      const wanted = supplyV === null ? [bench.voltageV] : [supplyV.least - 0.1, supplyV.most + 0.1, NaN];
      for (const voltageV of wanted) {
        await assert.rejects(instrument.supplyOn(voltageV), isError('instrument.voltage'));
      }
      assertNear(bench.circuit.voltageV, bench.voltageV, { within: 0.01 });
      await record(instrument);
    });

    it('gives a gap for samples that are lost, and no number', async function () {
      const { lose, clock } = bench;
      if (lose === undefined) {
        this.skip();
        return;
      }
      const instrument = await supplied();
      const recording = await begin(instrument);
      await wait(clock, 300);
      const lost = 7;
      lose(lost);
      // Some instruments tell of a loss only later.
      await wait(clock, 2500);
      const whole = recording.samples;
      await instrument.stop();
      recording.assertOrderly();
      assert.ok(whole > lost);
      assert.equal(recording.lost, lost);
      const meanW =
        (recording.energyJ(bench.voltageV) / (recording.samples - lost)) * (recording.head.sampleRateHz ?? NaN);
      if (!Number.isNaN(meanW)) assertNear(meanW, idleA * bench.voltageV, { within: 2 * bench.relativeError * meanW });
    });

    it('says once that it vanished, and nothing after that', async () => {
      const instrument = await supplied();
      const recording = await begin(instrument);
      await wait(bench.clock, 300);
      bench.vanish();
      await settle(bench.clock);
      assert.equal(recording.failures.length, 1);
      assert.ok(isError('instrument.vanished')(recording.failures[0]));
      const { events } = recording;
      await instrument.stop();
      await instrument.close();
      await settle(bench.clock);
      assert.equal(recording.events, events);
      assert.equal(recording.failures.length, 1);
      recording.assertOrderly();
    });

    it('refuses to go on when it has vanished', async () => {
      const instrument = await supplied();
      bench.vanish();
      await settle(bench.clock);
      await assert.rejects(
        instrument.start(new Recording(), bench.voltageV),
        (error) => error instanceof BenchError && /^(instrument|port|tcp)\./.test(error.code),
      );
    });

    it('closes in the middle of a recording, and twice', async () => {
      const instrument = await supplied();
      const recording = await begin(instrument);
      await wait(bench.clock, 300);
      await instrument.close();
      const { events } = recording;
      await instrument.close();
      await settle(bench.clock);
      assert.equal(recording.events, events);
      assert.deepEqual(recording.failures, []);
      await record(await open());
    });
  });
}

/** Resolves when a circuit gets a voltage, or what is to give it has ended otherwise. */
async function suppliesOrSettles(circuit: SimulatedCircuit, switching: Promise<unknown>): Promise<void> {
  const supplied = new Promise<void>((resolve) => {
    circuit.onSupply(resolve);
  });
  await Promise.race([supplied, switching]);
}

/** The pin goes low for a moment: the mark that a board makes. */
function pulse(circuit: SimulatedCircuit, currentA: number): void {
  circuit.edge(0);
  circuit.draw(currentA, pulseUs);
  circuit.edge(1);
}

function assertNear(found: number, expected: number, { within }: { readonly within: number }): void {
  assert.ok(Math.abs(found - expected) <= within, `${found} is not within ${within} of ${expected}`);
}

function isError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === code;
}
