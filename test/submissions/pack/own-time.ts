import { systemClock } from '../../../harness/clock.ts';
import type { Clock } from '../../../harness/clock.ts';

/** So many seconds of the tests' clocks are one of the machine's. */
export const timeScale = 10;

/** The host's clock beside a board of that time. What is waited for takes as long as ever: nothing is given up early. */
export const ownTimeClock: Clock = { ...systemClock, nowUs: () => systemClock.nowUs() * timeScale };
