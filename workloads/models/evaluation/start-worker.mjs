// Starts a worker thread from its TypeScript source, as bin/boardbench.js starts the program: in a thread the loader of
// the program does not count.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
