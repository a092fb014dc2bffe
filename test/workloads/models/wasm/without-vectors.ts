/** Runs the small model by the fastest kernels there are: a program for a test that takes WebAssembly away. */
import { loadModel } from '../../../../workloads/models/load-model.ts';
import { writeModelGraph } from '../../../../workloads/models/tflite-writer/write.ts';
import { wasmKernels } from '../../../../workloads/models/wasm/kernels.ts';
import { smallGraph } from '../small-graph.ts';

const model = loadModel(writeModelGraph(smallGraph()), 'small.tflite');
console.log(JSON.stringify({ hasVectors: wasmKernels() !== undefined, output: [...model.invoke(new Uint8Array(16))] }));
