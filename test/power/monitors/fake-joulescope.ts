import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CircuitMemory } from '../../../power/emulators/circuit-memory.ts';
import type { EmulatorSurroundings } from '../../../power/emulators/emulator.ts';
import type { ProgramEnd, RunningProgram, StartProgram } from '../../../power/monitors/recorder-program.ts';
import { JlsWriter } from '../jls-writer.ts';

/** A recording that is going on. */
interface Running {
  readonly memory: CircuitMemory;
  readonly file: string;
  readonly sampleRateHz: number;
  readonly finish: (end: ProgramEnd) => void;
}

/**
 * A Joulescope on a simulated circuit, with the vendor's program to record from it, in this process: it lists the
 * instrument, writes a file until it is interrupted, and ends.
 */
export class FakeJoulescope {
  readonly #surroundings: EmulatorSurroundings;
  #isPlugged = true;
  #running: Running | undefined;

  constructor(surroundings: EmulatorSurroundings) {
    this.#surroundings = surroundings;
  }

  readonly start: StartProgram = (_program, words) => {
    if (words.includes('scan')) {
      this.#isPlugged = true;
      return ended('u/js220/simulated-001\n');
    }
    if (!this.#isPlugged) return ended('Device not found\n');
    return this.#record(words);
  };

  /** The cable is pulled: the recorder fails, and leaves its file as it is. */
  vanish(): void {
    this.#isPlugged = false;
    this.#end('abandon', { status: 1 });
  }

  #record(words: readonly string[]): RunningProgram {
    const sampleRateHz = Number(words[words.indexOf('--frequency') + 1]);
    const file = words.at(-1) ?? '';
    mkdirSync(dirname(file), { recursive: true });
    // A file that grows, as far as the driver can see.
    writeFileSync(file, new Uint8Array(20_000));
    let finish: (end: ProgramEnd) => void = () => undefined;
    const over = new Promise<ProgramEnd>((resolve) => (finish = resolve));
    const memory = new CircuitMemory(this.#surroundings, { periodUs: 1e6 / sampleRateHz });
    this.#running = { memory, file, sampleRateHz, finish };
    return {
      ended: over,
      output: () => 'Start recording.  Press CTRL-C to stop.\n',
      interrupt: () => {
        this.#end('close', { status: 0 });
      },
      kill: () => {
        this.#end('abandon', { signal: 'SIGKILL' });
      },
    };
  }

  #end(how: 'close' | 'abandon', end: ProgramEnd): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.memory.stop();
    writeFileSync(running.file, jlsOf(running)[how]());
    running.finish(end);
  }
}

function jlsOf({ memory, sampleRateHz }: Running): JlsWriter {
  const count = memory.samples;
  const indexes = Array.from({ length: count }, (_, index) => index);
  const jls = new JlsWriter();
  jls.source(1, 'JS220-simulated-001');
  jls.signal({ id: 1, name: 'current', unit: 'A', type: 'f32', sampleRateHz });
  jls.signal({ id: 2, name: 'voltage', unit: 'V', type: 'f32', sampleRateHz });
  jls.signal({ id: 3, name: 'gpi[0]', type: 'u1', sampleRateHz });
  jls.add(
    1,
    0,
    indexes.map((index) => memory.currentA(index)),
  );
  jls.add(
    2,
    0,
    indexes.map((index) => memory.voltageV(index)),
  );
  jls.add(3, 0, levels(memory, sampleRateHz, count));
  return jls;
}

/** The pin's level at the beginning of each sample; it rests high. */
function levels({ edges }: CircuitMemory, sampleRateHz: number, count: number): number[] {
  let next = 0;
  let level = 1;
  return Array.from({ length: count }, (_, index) => {
    for (
      let edge = edges[next];
      edge !== undefined && edge.timeUs <= (index * 1e6) / sampleRateHz;
      edge = edges[next]
    ) {
      level = edge.level;
      next += 1;
    }
    return level;
  });
}

function ended(output: string): RunningProgram {
  return {
    ended: Promise.resolve({ status: 0 }),
    output: () => output,
    interrupt: () => undefined,
    kill: () => undefined,
  };
}
