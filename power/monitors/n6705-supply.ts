import { wait } from '../../harness/clock.ts';
import { failure } from '../../harness/errors.ts';
import type { InstrumentSurroundings } from './instrument.ts';
import type { ScpiLink } from './scpi.ts';

/** An output of an N6705. */
interface Output {
  /** Its channel as commands name it: `(@1)`. */
  readonly at: string;
  /** The model of its module. */
  readonly module: string;
  /** The current at which it is to switch off, amperes. */
  readonly limitA: number;
  readonly rangeV: { readonly least: number; readonly most: number };
}

/** How long the voltage may take, and how near it has to come: what boards do not notice. */
const attempts = 60;
const attemptEveryMs = 50;
const toleranceV = 0.03;

/**
 * Supplies what is connected to an output; resolves when the voltage is there.
 * @throws BenchError instrument.voltage, instrument.reply, instrument.silent, instrument.vanished
 */
export async function switchOn(
  link: ScpiLink,
  surroundings: InstrumentSurroundings,
  { at, module, limitA, rangeV: { least, most } }: Output,
  voltageV: number,
): Promise<void> {
  if (!(voltageV >= least && voltageV <= most)) {
    throw failure('instrument.voltage', { monitor: link.url, wantedV: voltageV, leastV: least, mostV: most });
  }
  // A source-measure module limits the current in its voltage mode; a plain supply has a level of current.
  const isSourceMeasure = module.startsWith('N678');
  if (isSourceMeasure) await link.send(`FUNC VOLT,${at}`);
  await link.send(
    `VOLT ${voltageV},${at}`,
    `${isSourceMeasure ? 'CURR:LIM' : 'CURR'} ${limitA},${at}`,
    // A board that is held below its voltage by the limit would be measured as if all were well.
    `CURR:PROT:STAT ON,${at}`,
    `OUTP:PROT:CLE ${at}`,
    `OUTP ON,${at}`,
  );
  await awaitVoltage(link, surroundings, at, voltageV);
}

async function awaitVoltage(
  link: ScpiLink,
  { clock, signal }: InstrumentSurroundings,
  at: string,
  voltageV: number,
): Promise<void> {
  let measuredV = NaN;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    measuredV = await link.number(`MEAS:VOLT? ${at}`);
    if (Math.abs(measuredV - voltageV) <= toleranceV) return;
    await wait(clock, attemptEveryMs, signal);
  }
  throw failure('instrument.reply', {
    monitor: link.url,
    command: `OUTP ON at ${voltageV} V`,
    reply: `${measuredV} V`,
  });
}
