// The program behind the contract's `exec:` board.
import { serveStdio } from '../../runners/serving/stdio.ts';
import { contractBoard } from './contract-model.ts';

const serving = serveStdio(contractBoard(), process.stdin, process.stdout);
await serving.ended;
await serving.stop();
