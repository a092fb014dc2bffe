import { wait } from '../../harness/clock.ts';
import { BenchError, failure } from '../../harness/errors.ts';
import type { SampleChunk, TraceEvent, TraceHead } from '../trace.ts';
import { EmonRecording } from './emon-recording.ts';
import { EmonStream } from './emon-stream.ts';
import type { EmonOpening } from './emon-stream.ts';
import type {
  Instrument,
  InstrumentCapabilities,
  InstrumentIdentity,
  InstrumentSurroundings,
  Recorder,
} from './instrument.ts';
import { choiceOption, parsePortUrl } from './port-url.ts';

const usualBaud = 921_600;

/** A board may boot when its port is opened, before it begins its stream. */
const headLimitMs = 5000;
/** How long a row may be under way. */
const latencyMs = 150;
/** A stream that comes this much faster than it says was held up on its way, and is catching up. */
const catchingUp = 1.5;
/** For so long it may do so when a recording is to end. */
const catchUpMs = 30_000;

/**
 * A board that writes `#emon` lines: `emon:PORT[?baud=921600&edges=on|off&start=TEXT&stop=TEXT]` or
 * `emon:tcp://HOST:PORT`. It streams as long as its port is open, or from the line TEXT of `start` to that of `stop`. It
 * has no supply. `edges=off` says that it does not see the board's pin.
 * @throws BenchError usage.monitor, and those of a device URL that cannot be understood
 */
export function emonInstrument(url: string, surroundings: InstrumentSurroundings): Instrument {
  const { deviceUrl, options } = parsePortUrl(url, 'emon', ['edges', 'start', 'stop']);
  const hasEdges = choiceOption(url, options, 'edges', ['on', 'off']) === 'on';
  const [start, stop] = [options.get('start'), options.get('stop')];
  if ((start === undefined) !== (stop === undefined)) {
    throw failure('usage.monitor', { url, problem: 'start and stop belong together: give both or none' });
  }
  const commands = start === undefined || stop === undefined ? undefined : { start, stop };
  return new Emon(url, surroundings, deviceUrl, { hasEdges, commands });
}

interface EmonOptions {
  readonly hasEdges: boolean;
  readonly commands: { readonly start: string; readonly stop: string } | undefined;
}

/** A recording that goes on, or is about to. */
interface Going {
  readonly take: (event: TraceEvent) => void;
  readonly recorder: Recorder;
  hasBegun: boolean;
}

class Emon implements Instrument {
  readonly url: string;
  readonly #surroundings: InstrumentSurroundings;
  readonly #options: EmonOptions;
  readonly #stream: EmonStream;
  #opening: EmonOpening | undefined;
  #going: Going | undefined;
  /** The stream's own time up to which it came. */
  #takenS = 0;
  #isOpen = false;

  constructor(url: string, surroundings: InstrumentSurroundings, deviceUrl: string, options: EmonOptions) {
    this.url = url;
    this.#surroundings = surroundings;
    this.#options = options;
    this.#stream = new EmonStream({
      url,
      transport: surroundings.transport(deviceUrl, usualBaud),
      clock: surroundings.clock,
      signal: surroundings.signal,
      onEvent: (event) => {
        if (event.kind === 'samples') this.#takenS = endOf(event, this.#opening?.head.sampleRateHz ?? null);
        this.#going?.take(event);
      },
      onBreak: (error) => {
        const going = this.#going;
        if (going?.hasBegun !== true) return;
        this.#going = undefined;
        going.recorder.failed(error);
      },
    });
  }

  /** What the stream measures is known once it has begun. */
  get capabilities(): InstrumentCapabilities {
    return {
      supplyV: null,
      hasEdges: this.#options.hasEdges,
      isLive: true,
      latencyMs,
      mostCurrentA: null,
      measuresCurrentOnly: this.#opening === undefined || measuresCurrentOnly(this.#opening),
    };
  }

  async open(): Promise<InstrumentIdentity> {
    await this.#stream.open();
    this.#isOpen = true;
    try {
      const { head, line } = await this.#firstHead();
      const own = /,name=([^,]*)/.exec(line)?.[1];
      const rate = head.sampleRateHz === null ? 'at times of its own' : `at ${head.sampleRateHz} Hz`;
      return {
        kind: 'emon',
        name: [own, `#emon stream of ${head.quantity} ${rate}`].filter(Boolean).join(', '),
        simulated: /emulated|simulated/i.test(own ?? ''),
      };
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** One that waits for a command is made to begin and to end, so that it says what it measures. */
  async #firstHead(): Promise<EmonOpening> {
    const { commands } = this.#options;
    const { clock, signal } = this.#surroundings;
    if (commands === undefined) {
      this.#opening = await this.#stream.head(headLimitMs);
      return this.#opening;
    }
    // Whatever it was doing.
    this.#stream.write(commands.stop);
    await wait(clock, latencyMs, signal);
    this.#opening = await this.#begin(commands.start);
    await this.#stream.end(commands.stop);
    return this.#opening;
  }

  #begin(command: string): Promise<EmonOpening> {
    this.#stream.expectHead();
    this.#stream.write(command);
    return this.#stream.head(headLimitMs);
  }

  supplyOn(voltageV: number): Promise<void> {
    return Promise.reject(failure('instrument.voltage', { monitor: this.url, wantedV: voltageV, leastV: 0, mostV: 0 }));
  }

  supplyOff(): Promise<void> {
    return Promise.resolve();
  }

  async start(recorder: Recorder, voltageV: number | null): Promise<TraceHead> {
    if (this.#going !== undefined) throw new Error(`${this.url} is recording already`);
    this.#opening = await this.#join(recorder);
    const { head } = this.#opening;
    // A stream that says at which voltage it measures knows better than whoever asks for it.
    return { ...head, voltageV: head.voltageV === 0 ? voltageV : (head.voltageV ?? voltageV) };
  }

  async #join(recorder: Recorder): Promise<EmonOpening> {
    const { commands } = this.#options;
    if (commands === undefined) {
      const opening = await this.#stream.head(headLimitMs);
      const recording = new EmonRecording(opening.head, (event) => {
        recorder.record(event);
      });
      this.#going = {
        recorder,
        take: (event) => {
          recording.take(event);
        },
        hasBegun: true,
      };
      return opening;
    }
    // Its first sample may come with its head.
    const going: Going = {
      recorder,
      take: (event) => {
        recorder.record(event);
      },
      hasBegun: false,
    };
    this.#going = going;
    try {
      const opening = await this.#begin(commands.start);
      going.hasBegun = true;
      return opening;
    } catch (error) {
      this.#going = undefined;
      throw error;
    }
  }

  async stop(): Promise<void> {
    const going = this.#going;
    if (going === undefined) return;
    const { commands } = this.#options;
    try {
      if (commands === undefined) await this.#passLatency();
      else await this.#stream.end(commands.stop);
    } catch (error) {
      // Whoever vanishes here has said so to the recorder.
      if (!(error instanceof BenchError && error.code === 'instrument.vanished')) throw error;
    } finally {
      this.#going = undefined;
    }
  }

  /** Waits until what was measured up to now has come. */
  async #passLatency(): Promise<void> {
    const { clock } = this.#surroundings;
    const startUs = clock.nowUs();
    for (;;) {
      const [beforeS, beforeUs] = [this.#takenS, clock.nowUs()];
      await wait(clock, latencyMs);
      const passedS = (clock.nowUs() - beforeUs) / 1e6;
      if (this.#takenS - beforeS <= catchingUp * passedS || clock.nowUs() - startUs > catchUpMs * 1000) return;
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      await this.stop();
    } catch (error) {
      // It is let go of in any case.
      if (!(error instanceof BenchError)) throw error;
    } finally {
      await this.#stream.close();
    }
  }
}

/** The stream's time at the end of a chunk, seconds. */
function endOf({ first, values, timesS }: SampleChunk, sampleRateHz: number | null): number {
  return timesS?.at(-1) ?? (sampleRateHz === null ? 0 : (first + values.length) / sampleRateHz);
}

function measuresCurrentOnly({ head, line }: EmonOpening): boolean {
  return head.quantity === 'current' && !(head.voltageV !== null && head.voltageV > 0) && !/[=|]v_V\b/.test(line);
}
