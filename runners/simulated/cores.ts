/** What kinds of operator a core spends its cycles on. */
export interface CyclesPerMac {
  readonly convolution: number;
  readonly depthwise: number;
  readonly fullyConnected: number;
}

/** A microcontroller core as the cycle model sees it (see timing.ts). */
export interface Core {
  readonly name: string;
  /** Clock frequency of the board it was calibrated on. */
  readonly mhz: number;
  readonly cyclesPerMac: CyclesPerMac;
  /** Requantising and storing one element of an output. */
  readonly cyclesPerOutput: number;
  /** Entering one operator: dispatch, tensor look-up, loop set-up. */
  readonly cyclesPerOperator: number;
}

const list: readonly Core[] = [
  {
    name: 'cortex-m0plus',
    mhz: 64,
    cyclesPerMac: { convolution: 7.3, depthwise: 18, fullyConnected: 9.5 },
    cyclesPerOutput: 75,
    cyclesPerOperator: 4000,
  },
  {
    name: 'cortex-m4',
    mhz: 120,
    cyclesPerMac: { convolution: 1.4, depthwise: 3, fullyConnected: 2.2 },
    cyclesPerOutput: 12,
    cyclesPerOperator: 2000,
  },
  {
    name: 'cortex-m7',
    mhz: 280,
    cyclesPerMac: { convolution: 0.85, depthwise: 2, fullyConnected: 1.2 },
    cyclesPerOutput: 8,
    cyclesPerOperator: 1500,
  },
  {
    name: 'cortex-m33',
    mhz: 160,
    cyclesPerMac: { convolution: 1.3, depthwise: 3, fullyConnected: 1.9 },
    cyclesPerOutput: 12,
    cyclesPerOperator: 2000,
  },
  {
    name: 'cortex-m85',
    mhz: 480,
    cyclesPerMac: { convolution: 0.3, depthwise: 1.5, fullyConnected: 0.7 },
    cyclesPerOutput: 5,
    cyclesPerOperator: 1500,
  },
];

/** The cores that can be simulated, by name. */
export const cores: ReadonlyMap<string, Core> = new Map(list.map((core) => [core.name, core]));
