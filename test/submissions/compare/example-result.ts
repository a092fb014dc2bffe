import type { Comparable } from '../../../submissions/compare/comparable.ts';

/** A measured closed kws result of 100 inferences/s at 100 MHz, other where `change` says so. */
export function exampleResult(change: Partial<Comparable> = {}): Comparable {
  const derived = (value: number) => ({ value, of: 'derived' as const });
  return {
    id: '000000000001',
    name: 'ACME / BOARD',
    round: 'v1.3',
    division: 'closed',
    benchmark: 'kws',
    runner: 'mlcommons',
    kind: 'measured',
    verdict: 'valid',
    figures: {
      throughput: derived(100),
      latencyUs: derived(10_000),
      top1: derived(90),
      auc: null,
      energyUj: derived(500),
      powerMw: derived(50),
    },
    windowThroughputs: [99, 100, 100, 100, 101],
    windowEnergiesUj: [495, 500, 500, 500, 505],
    answers: { correct: 900, scored: 1000 },
    clockMhz: 100,
    facts: {
      ...{ board: 'BOARD', soc: 'SOC', processor: 'Cortex-M4', accelerator: null, framework: 'TFLM 1' },
      ...{ libraries: null, compiler: 'gcc 12 -O2', operatingSystem: null, quantization: null, memory: null },
      ...{ precision: null, model: 'kws01' },
    },
    ...change,
  };
}

/** The same with figures of `rate` inferences/s, the windows scaled alike. */
export function atRate(rate: number, change: Partial<Comparable> = {}): Comparable {
  const base = exampleResult();
  const times = rate / 100;
  return exampleResult({
    id: '000000000002',
    figures: {
      ...base.figures,
      throughput: { value: rate, of: 'derived' },
      latencyUs: { value: 1e6 / rate, of: 'derived' },
    },
    windowThroughputs: base.windowThroughputs.map((throughput) => throughput * times),
    ...change,
  });
}
