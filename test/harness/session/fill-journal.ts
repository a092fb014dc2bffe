// Run by disk.test.ts in a process that may only write small files: records until the disk is full.
import { systemClock } from '../../../harness/clock.ts';
import { BenchError } from '../../../harness/errors.ts';
import { Journal } from '../../../harness/session/journal.ts';
import { headOf, sampleOf } from './example-session.ts';

const journal = Journal.create(process.argv[2] ?? '', headOf({ mode: 'accuracy' }), { clock: systemClock });
let recorded = 0;
try {
  for (;;) {
    journal.append(sampleOf(recorded));
    recorded += 1;
  }
} catch (error) {
  console.log(`${error instanceof BenchError ? error.code : String(error)} after ${recorded} events`);
  journal.close();
}
