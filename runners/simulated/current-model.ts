import { cyclesPerInference } from '../../workloads/models/profile/cycle-model.ts';
import type { OperatorCost } from '../../workloads/models/model.ts';
import type { BoardOptions } from './options.ts';
import { windowJitter } from './timing.ts';

/** What a board draws, in amperes. */
export interface BoardCurrents {
  /** Waiting for a command. */
  readonly idleA: number;
  /** While bytes pass its UART, either way. */
  readonly uartA: number;
  /** Computing, and booting. */
  readonly computeA: number;
}

/** What a board is doing, as its supply feels it. */
export type Activity = 'idle' | 'uart' | 'compute';

/** How long the timestamp pin is held low. Firmware of this protocol waits some cycles there; it asks for 1 µs at least. */
export const pinLowUs = 100;

/**
 * Computing currents of the boards that the cores are calibrated on, at their clock: published energy times published
 * throughput of round v1.2 (workloads/boards/boards.json), which is 42, 124 and 23 mW, at 3 V. Of the Cortex-M0+ and the
 * Cortex-M85 no energy was published: theirs are assumed. So are the idle currents, 40 % of it, and the UART's 0.5 mA.
 */
const computeAmperes: ReadonlyMap<string, number> = new Map([
  ['cortex-m0plus', 0.0065],
  ['cortex-m4', 0.014],
  ['cortex-m7', 0.0413],
  ['cortex-m33', 0.0077],
  ['cortex-m85', 0.06],
]);
const unknownComputeA = 0.02;
const idleShare = 0.4;
const uartExtraA = 0.0005;

/** The currents of a board: those of its core, the computing one in proportion to its clock, but for those it is told. */
export function currentsOf({ core, mhz, currents }: Pick<BoardOptions, 'core' | 'mhz' | 'currents'>): BoardCurrents {
  const atCoreClockA = computeAmperes.get(core.name) ?? unknownComputeA;
  const idleA = currents.idleA ?? idleShare * atCoreClockA;
  return {
    idleA,
    uartA: currents.uartA ?? idleA + uartExtraA,
    computeA: currents.computeA ?? (atCoreClockA * mhz) / core.mhz,
  };
}

/** Microseconds of one inference on a board with these options, before the small differences between inputs. */
export function inferenceUs(options: Pick<BoardOptions, 'core' | 'mhz'>, costs: readonly OperatorCost[]): number {
  return cyclesPerInference(costs, options.core) / options.mhz;
}

/** What a window of a simulated board is, exactly. */
export interface SimulatedWindow {
  /** From falling edge to falling edge. */
  readonly durationUs: number;
  readonly energyJ: number;
  readonly energyPerInferenceJ: number;
}

/**
 * The window of an inference command as the model has it, from the falling edge of its first timestamp to that of its
 * second: the pin's low time and the inferences, all at the computing current. In performance mode a lap is printed
 * within the window too; where the board has a baud rate, that is not counted here.
 * @param input the model's input, on which the small differences between windows depend
 */
export function simulatedWindow(
  options: BoardOptions,
  costs: readonly OperatorCost[],
  input: Uint8Array,
  iterations: number,
  voltageV: number,
): SimulatedWindow {
  const usPerInference = inferenceUs(options, costs) * windowJitter(options.seed, input);
  const durationUs = pinLowUs + Math.round(iterations * usPerInference);
  const energyJ = voltageV * currentsOf(options).computeA * durationUs * 1e-6;
  return { durationUs, energyJ, energyPerInferenceJ: energyJ / iterations };
}
