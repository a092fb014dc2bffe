/** What kinds of operator a core spends its cycles on. */
export interface CyclesPerMac {
  readonly convolution: number;
  readonly depthwise: number;
  readonly fullyConnected: number;
}

/**
 * A microcontroller core as the cycle model sees it (cycle-model.ts). The figures are solved from the published int8
 * throughputs of round v1.2 (closed) so that kws, ic and ad come out within 1 %; the published vww figures are up to 27 %
 * above the model's on the smaller cores and 26 % below it on the Cortex-M85, which a model without kernel shapes cannot
 * follow.
 */
export interface Core {
  readonly name: string;
  /** The board it was calibrated on. */
  readonly calibratedOn: string;
  /** Clock frequency of that board. */
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
    calibratedOn: 'NUCLEO-G0B1RE',
    mhz: 64,
    cyclesPerMac: { convolution: 7.237, depthwise: 30.77, fullyConnected: 9.41 },
    cyclesPerOutput: 60,
    cyclesPerOperator: 3000,
  },
  {
    name: 'cortex-m4',
    calibratedOn: 'NUCLEO-L4R5ZI',
    mhz: 120,
    cyclesPerMac: { convolution: 1.546, depthwise: 4.2, fullyConnected: 2.31 },
    cyclesPerOutput: 4,
    cyclesPerOperator: 1500,
  },
  {
    name: 'cortex-m7',
    calibratedOn: 'NUCLEO-H7A3ZI-Q',
    mhz: 280,
    cyclesPerMac: { convolution: 0.895, depthwise: 3.09, fullyConnected: 1.25 },
    cyclesPerOutput: 2,
    cyclesPerOperator: 1000,
  },
  {
    name: 'cortex-m33',
    calibratedOn: 'NUCLEO-U575ZI-Q',
    mhz: 160,
    cyclesPerMac: { convolution: 1.383, depthwise: 3.7, fullyConnected: 1.99 },
    cyclesPerOutput: 4,
    cyclesPerOperator: 1500,
  },
  {
    name: 'cortex-m85',
    calibratedOn: 'EK-RA8D1',
    mhz: 480,
    cyclesPerMac: { convolution: 0.288, depthwise: 2.37, fullyConnected: 0.91 },
    cyclesPerOutput: 4,
    cyclesPerOperator: 800,
  },
];

/** The cores that there are figures for, by name. */
export const cores: ReadonlyMap<string, Core> = new Map(list.map((core) => [core.name, core]));
