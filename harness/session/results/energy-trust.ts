import { trustOf } from '../../../power/trust.ts';
import type { TrustFacts, TrustStatement } from '../../../power/trust.ts';
import type { EnergyWindow } from '../events.ts';
import type { MeasuredRecordings } from '../measured-recordings.ts';
import type { SessionState } from '../state.ts';

/** How far the energy of a session can be trusted, and why. */
export function trustOfSession(state: SessionState, { windows, missing }: MeasuredRecordings): TrustStatement {
  return trustOf({
    windows: windows.map(({ interval, event, edgeUncertaintyS, besideBeforeW, besideAfterW }) => ({
      interval,
      iterations: event.iterations,
      edgeUncertaintyS,
      beforeW: besideBeforeW,
      afterW: besideAfterW,
    })),
    clock: clockOf(state, windows),
    simulated: state.simulated,
    flaws: [...missing, ...(state.standing.kind === 'finished' ? [] : ['the session is not finished'])],
  });
}

/**
 * The best clock there is to hold the samples against: the board's, where its firmware prints laps; the host's, where its
 * time passes as the board's does; else that of the I/O manager, which is known to run fast.
 */
function clockOf(state: SessionState, windows: MeasuredRecordings['windows']): TrustFacts['clock'] {
  const hostTimeCounts = state.identity?.capabilities.includes('virtual-clock') !== true;
  const board = ratioOf(windows.map(({ event, startS, endS }) => [event.lapElapsedUs, endS - startS]));
  if (board !== null) return { ratio: board, of: 'board' };
  const host = ratioOf(windows.map((window) => hostPair(window, state.energyCalibration)));
  if (host !== null && hostTimeCounts) return { ratio: host, of: 'host' };
  const manager = ratioOf(windows.map(({ event, startS, endS }) => [event.managerElapsedUs, endS - startS]));
  return manager === null ? null : { ratio: manager, of: 'I/O manager' };
}

/**
 * A window on the host's clock and on the samples'. The host hears of both ends through lines that take their time,
 * which is the same in a short window: the difference of the two is free of it.
 */
function hostPair(
  { event, startS, endS }: MeasuredRecordings['windows'][number],
  calibration: EnergyWindow | undefined,
): readonly [number | null, number] {
  const { hostElapsedUs } = event;
  const seconds = endS - startS;
  const shortHostUs = calibration?.edges?.clock === 'instrument' ? calibration.hostElapsedUs : null;
  if (hostElapsedUs === null || calibration === undefined || shortHostUs === null) return [hostElapsedUs, seconds];
  const shortS = calibration.elapsedUs / 1e6;
  return shortS > seconds / 4 ? [hostElapsedUs, seconds] : [hostElapsedUs - shortHostUs, seconds - shortS];
}

/** Seconds on the other clock for one of the samples'; null where it did not see every window. */
function ratioOf(pairs: readonly (readonly [number | null, number])[]): number | null {
  let otherS = 0;
  let sampleS = 0;
  for (const [otherUs, seconds] of pairs) {
    if (otherUs === null) return null;
    otherS += otherUs / 1e6;
    sampleS += seconds;
  }
  return sampleS > 0 ? otherS / sampleS : null;
}
