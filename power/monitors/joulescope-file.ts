import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { BenchError } from '../../harness/errors.ts';
import { readJls, readJlsFrom } from '../formats/jls.ts';
import type { Trace, TraceHead } from '../trace.ts';
import type { Recorder } from './instrument.ts';

/** What a recorded file gave: nothing, where it was as it should be. */
export interface Delivered {
  /** Why not all of it could be read. What came before has been recorded. */
  readonly problem?: string;
}

/** Gives a recorded file to the recorder of a recording whose head has been told already. */
export async function deliverJls(file: string, head: TraceHead, recorder: Recorder): Promise<Delivered> {
  return deliver(() => readJls(file), head, recorder);
}

/**
 * The same without waiting for the disk, so that nothing comes between: for a recording that breaks off while the run
 * goes on.
 */
export async function deliverJlsAtOnce(file: string, head: TraceHead, recorder: Recorder): Promise<Delivered> {
  return deliver(() => readJlsFrom(() => Promise.resolve(heldFile(file)), file), head, recorder);
}

async function deliver(read: () => Promise<Trace>, head: TraceHead, recorder: Recorder): Promise<Delivered> {
  try {
    const trace = await read();
    if (trace.head.sampleRateHz !== head.sampleRateHz || trace.head.quantity !== head.quantity) {
      const { quantity, sampleRateHz } = trace.head;
      return {
        problem: `a recording of ${quantity} at ${sampleRateHz ?? 'no'} Hz, not at ${head.sampleRateHz ?? 'no'} Hz`,
      };
    }
    for await (const event of trace.events()) recorder.record(event);
    return {};
  } catch (error) {
    if (!(error instanceof BenchError) || !error.code.startsWith('trace.')) throw error;
    return { problem: `a recording that cannot be read to its end: ${error.details['problem'] ?? error.message}` };
  }
}

function heldFile(file: string): Awaited<ReturnType<Parameters<typeof readJlsFrom>[0]>> {
  const handle = openSync(file, 'r');
  return {
    size: fstatSync(handle).size,
    read: (target, position) => {
      let held = 0;
      for (;;) {
        const count = readSync(handle, target, held, target.length - held, position + held);
        held += count;
        if (count === 0 || held === target.length) return Promise.resolve(held);
      }
    },
    close: () => {
      closeSync(handle);
      return Promise.resolve();
    },
  };
}
