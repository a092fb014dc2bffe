/** A Joulescope as the vendor's program lists it. */
export interface JoulescopeDevice {
  /** `JS220`, … */
  readonly model: string;
  readonly serial: string;
  /** Samples a second that it takes by itself. */
  readonly sampleRateHz: number;
  readonly simulated: boolean;
}

/** The rates that the vendor's recorder sets where none is asked for. */
const usualRateHz = 1_000_000;
const js110RateHz = 2_000_000;

/**
 * Reads what `pyjoulescope_driver scan` prints: a line `u/MODEL/SERIAL` for each Joulescope. Other lines do not matter.
 */
export function parseJoulescopeScan(text: string): JoulescopeDevice[] {
  return [...text.matchAll(/^\s*\w+\/(js\w+)\/([\w-]+)\s*$/gim)].map(([, model = '', serial = '']) => ({
    model: model.toUpperCase(),
    serial,
    sampleRateHz: model.toLowerCase() === 'js110' ? js110RateHz : usualRateHz,
    simulated: /^simulated/i.test(serial),
  }));
}

/** The one that is meant; or why it cannot be told which. */
export function chooseJoulescope(
  devices: readonly JoulescopeDevice[],
  serial: string | undefined,
): JoulescopeDevice | { readonly problem: string } {
  const ofSerial = devices.filter((device) => device.serial.toLowerCase().endsWith((serial ?? '').toLowerCase()));
  const [device, ...more] = ofSerial;
  const names = devices.map(({ model, serial: number }) => `${model} ${number}`).join(', ');
  if (device === undefined) {
    return { problem: devices.length === 0 ? 'no Joulescope' : `no Joulescope ${serial ?? ''}, but ${names}` };
  }
  if (more.length > 0) return { problem: `${names}: say which is meant with ?serial=` };
  return device;
}
