/** A simulated board whose inference takes no time, as a program on stdin and stdout. */
import { systemClock } from '../../harness/clock.ts';
import { serveStdio } from '../../runners/serving/stdio.ts';
import { instantBoard } from './instant-model.ts';

const serving = serveStdio(instantBoard(systemClock), process.stdin, process.stdout);
await serving.ended;
process.exit(0);
