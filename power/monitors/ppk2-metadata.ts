/** The measuring ranges, from the most sensitive (0, up to 50 µA) to the widest (4, up to 1 A). */
export const ppk2Ranges = [0, 1, 2, 3, 4] as const;

/**
 * What turns a reading of one range into amperes: the shunt `R` in ohms, the gains `GS` and `GI`, the offset `O` in
 * quarter steps of the converter, the offsets `S` (amperes a volt) and `I` (amperes), and the user's gain `UG`.
 */
export interface Ppk2RangeConstants {
  readonly R: number;
  readonly GS: number;
  readonly GI: number;
  readonly O: number;
  readonly S: number;
  readonly I: number;
  readonly UG: number;
}

/** The constants of the ranges 0 to 4. */
export type Ppk2Calibration = readonly Ppk2RangeConstants[];

/** What a PPK2 tells of itself. */
export interface Ppk2Metadata {
  readonly calibration: Ppk2Calibration;
  /** The constants that keep their defaults, as the reply gave no usable value: `R3`, … */
  readonly defaults: readonly string[];
  /** Volts that its supply was last set to; undefined where the reply does not say. */
  readonly supplyV: number | undefined;
  readonly mode: 'ampere' | 'source' | undefined;
  /** The number of its hardware, as it writes it. */
  readonly hardware: string | undefined;
  /** It is an emulated one. */
  readonly simulated: boolean;
}

/** The shunts of an uncalibrated unit, ohms. */
const defaultShunts = [1031.64, 101.65, 10.15, 0.94, 0.043];

const defaultConstants = { R: 1, GS: 1, GI: 1, O: 0, S: 0, I: 0, UG: 1 } as const;
const constantNames = ['R', 'GS', 'GI', 'O', 'S', 'I', 'UG'] as const;

/** An uncalibrated unit: what the vendor's program starts from. */
export const defaultPpk2Calibration: Ppk2Calibration = defaultShunts.map((R) => ({ ...defaultConstants, R }));

/**
 * Reads the reply to the command 0x19: lines `Key: value` in any order. A constant that is missing, no number
 * (`-nan`) or 0 keeps its default, as in the vendor's program. What is before the first line, and keys that are not
 * known, do not matter.
 */
export function parsePpk2Metadata(text: string): Ppk2Metadata {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    // Bytes of a stream may stand before the first key.
    const [, key, value] = /([A-Za-z]+\d?): *(\S+)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key.toLowerCase(), value);
  }
  const defaults: string[] = [];
  const calibration = defaultPpk2Calibration.map((preset, range) => {
    const constants = { ...preset };
    for (const name of constantNames) {
      const value = Number(values.get(`${name}${range}`.toLowerCase()));
      if (Number.isFinite(value) && value !== 0) constants[name] = value;
      else defaults.push(`${name}${range}`);
    }
    return constants;
  });
  const millivolts = Number(values.get('vdd'));
  const mode = values.get('mode');
  return {
    calibration,
    defaults,
    supplyV: millivolts > 0 ? millivolts / 1000 : undefined,
    mode: mode === '1' ? 'ampere' : mode === '2' ? 'source' : undefined,
    hardware: values.get('hw'),
    simulated: values.get('simulated') === '1',
  };
}
