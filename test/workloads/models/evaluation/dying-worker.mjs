// A worker that ends in the middle of its second chunk, as one does that runs out of memory.
import { parentPort, workerData } from 'node:worker_threads';

parentPort.on('message', ({ index, inputs }) => {
  Atomics.store(workerData.position, 0, index);
  if (index === 1) {
    Atomics.store(workerData.position, 1, 5);
    process.exit(9);
  }
  parentPort.postMessage({ kind: 'results', index, results: inputs.map(() => [1]) });
});
