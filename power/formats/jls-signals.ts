import type { JlsChunks } from './jls-chunks.ts';
import { fileHeaderBytes, jlsTag, jlsType, signalDefinition, viewOf, type JlsSignal } from './jls-layout.ts';

/** Where the samples of a signal begin, bytes from the beginning of the file; 0 where there are none. */
export interface JlsTrack extends JlsSignal {
  readonly firstData: number;
  readonly firstIndex: number;
}

/** The signals of one instrument that make a trace. */
export interface JlsChoice {
  /** Amperes, or watts where `quantity` says so. */
  readonly values: JlsSignal;
  readonly volts: JlsSignal | undefined;
  readonly quantity: 'current' | 'power';
  /** Inputs of one bit, with the number the instrument gives them. */
  readonly inputs: readonly { readonly input: number; readonly track: JlsTrack }[];
  /** The measuring range of the current. */
  readonly range: JlsTrack | undefined;
}

/** More definitions than 256 signals can have. */
const mostDefinitions = 4096;

/**
 * All signals of a fixed rate. Their definitions and the heads of their tracks are one list, as a signal may be defined
 * long after the samples of others.
 * @throws BenchError trace.broken
 */
export async function jlsTracks(chunks: JlsChunks): Promise<readonly JlsTrack[]> {
  const signals = new Map<number, JlsSignal>();
  const heads = new Map<number, { readonly firstData: number; readonly firstIndex: number }>();
  let offset = await firstDefinition(chunks);
  for (let count = 0; offset > 0 && count < mostDefinitions; count += 1) {
    const chunk = await chunks.load(offset, ({ tag }) => tag === jlsTag.signalDefinition || tag === jlsTag.trackHead);
    if (chunk.tag === jlsTag.signalDefinition) {
      const signal = signalDefinition(chunk.signal, chunk.payload);
      if (signal !== undefined) signals.set(chunk.signal, signal);
    }
    if (chunk.tag === jlsTag.trackHead && chunk.payload.length >= 16) {
      const view = viewOf(chunk.payload);
      heads.set(chunk.signal, {
        firstData: Number(view.getBigUint64(0, true)),
        firstIndex: Number(view.getBigUint64(8, true)),
      });
    }
    if (chunk.next !== 0 && chunk.next <= offset) throw chunks.broken(offset, 'the list of signals leads back');
    offset = chunk.next;
  }
  return [...signals.values()].map((signal) => ({ firstData: 0, firstIndex: 0, ...heads.get(signal.id), ...signal }));
}

/** The first definition of a signal is near the beginning: before it come only user data and definitions of sources. */
async function firstDefinition(chunks: JlsChunks): Promise<number> {
  let offset = fileHeaderBytes;
  for (let count = 0; count < mostDefinitions; count += 1) {
    const chunk = await chunks.load(offset, () => false);
    if (chunk.tag === jlsTag.signalDefinition) return offset;
    if (chunk.tag === jlsTag.end) return 0;
    offset = chunk.end;
  }
  return 0;
}

/**
 * Chooses among the signals of a file: the first instrument with a current, with its voltage if that is there, else its
 * power; else the current alone.
 * @returns what is chosen, or why nothing can be
 */
export function chooseSignals(tracks: readonly JlsTrack[]): JlsChoice | { readonly problem: string } {
  const measured = tracks.filter((track) => track.type === jlsType.f32);
  const main = measured.find((track) => isNamed(track, 'A')) ?? measured.find((track) => isNamed(track, 'W'));
  if (main === undefined) {
    const names = tracks.map(({ name }) => name).filter((name) => name !== '');
    return { problem: `it holds no current and no power, but ${names.length > 0 ? names.join(', ') : 'no signal'}` };
  }
  const own = tracks.filter((track) => track.source === main.source);
  const ownMeasured = own.filter((track) => track.type === jlsType.f32);
  const volts = ownMeasured.find((track) => isNamed(track, 'V') && track.sampleRateHz === main.sampleRateHz);
  const power = ownMeasured.find((track) => isNamed(track, 'W'));
  const values = volts === undefined ? (power ?? main) : main;
  const quantity = isNamed(values, 'W') ? 'power' : 'current';
  const inputs = own
    .filter((track) => track.type === jlsType.u1)
    .map((track) => ({ input: inputNumber(track), track }));
  const range = own.find((track) => track.type === jlsType.u4);
  const choice = {
    values,
    volts: quantity === 'current' ? volts : undefined,
    quantity,
    inputs: [...inputs].sort((a, b) => a.input - b.input),
    range,
  } as const;
  const unusable = [...[choice.values, choice.volts, choice.range], ...inputs.map(({ track }) => track)].find(
    (signal) =>
      signal !== undefined && !(signal.sampleRateHz > 0 && signal.samplesPerData > 0 && signal.samplesPerEntry > 0),
  );
  if (unusable === undefined) return choice;
  return { problem: `its signal ${unusable.name} has a sample rate or a block of 0` };
}

const namesOf = { A: ['current', 'i'], V: ['voltage', 'v'], W: ['power', 'p'] } as const;

/** By its unit, and by its name where a file names no unit. */
function isNamed(signal: JlsSignal, unit: 'A' | 'V' | 'W'): boolean {
  if (signal.unit !== '') return signal.unit === unit;
  return namesOf[unit].some((name) => name === signal.name);
}

/** General-purpose inputs are `gpi[0]` or `0`, and the trigger input is the instrument's seventh. */
function inputNumber(signal: JlsSignal): number {
  const found = /^(?:gpi\[)?(\d+)\]?$/.exec(signal.name)?.[1];
  if (found !== undefined) return Number(found);
  return signal.name === 'trigger_in' || signal.name === 'T' ? 7 : signal.id + 8;
}
