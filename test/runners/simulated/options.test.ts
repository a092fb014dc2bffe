import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { parseFault } from '../../../runners/simulated/fault-options.ts';
import { parseSimulatedUrl } from '../../../runners/simulated/options.ts';
import type { BoardOptions } from '../../../runners/simulated/options.ts';

function read(query: string): BoardOptions {
  return parseSimulatedUrl(`sim:cortex-m4?model=kws.tflite&${query}`).options;
}

function refusal(url: string): string {
  try {
    parseSimulatedUrl(url);
  } catch (error) {
    assert.ok(error instanceof BenchError);
    assert.equal(error.code, 'usage.device-url');
    assert.ok(error.message.includes(url), 'the message shows the URL');
    return error.message;
  }
  return assert.fail(`${url} was accepted`);
}

describe('the options of a simulated board', () => {
  it('take a model by its path', () => {
    const { modelFile, options } = parseSimulatedUrl('sim:cortex-m7?model=../models/kws01_int8.tflite');
    assert.equal(modelFile, '../models/kws01_int8.tflite');
    assert.equal(options.core.name, 'cortex-m7');
    assert.equal(options.mhz, 280);
    assert.equal(options.name, 'simulated cortex-m7');
    assert.equal(options.queue, 64);
    assert.deepEqual(options.faults, []);
  });

  it('are all read', () => {
    const options = read(
      'mhz=64.5&name=acme%20one&seed=9&baud=115200&queue=1&lap-start=4294967000&lap-bits=32&lap-resolution=1000' +
        '&mode=energy&boot=150&banner=double&reset-on-open=false&needs=cr&time=real&idle-ma=2&compute-ma=12.5&fault=nan@3&fault=drop-in:1e-4',
    );
    const { core, ...rest } = options;
    assert.equal(core.name, 'cortex-m4');
    assert.deepEqual(rest, {
      mhz: 64.5,
      name: 'acme one',
      seed: 9,
      baud: 115_200,
      queue: 1,
      lapStartUs: 4_294_967_000,
      lapBits: 32,
      lapResolutionUs: 1000,
      mode: 'energy',
      bootMs: 150,
      banner: 'double',
      resetsOnOpen: false,
      terminator: 'cr',
      time: 'real',
      currents: { idleA: 0.002, computeA: 0.0125 },
      faults: [
        { kind: 'nan', occasion: { at: 3 } },
        { kind: 'drop-in', probability: 1e-4 },
      ],
    });
  });

  it('take the file of a workload of one’s own', () => {
    assert.equal(parseSimulatedUrl('sim:cortex-m4').workloadFile, null);
    assert.equal(parseSimulatedUrl('sim:cortex-m4?workload=birds/workload.yaml').workloadFile, 'birds/workload.yaml');
    assert.match(refusal('sim:cortex-m4?workload=kws01'), /workload=kws01 is not the path of a \.yaml file/);
  });

  it('take a + in a path as it stands', () => {
    assert.equal(parseSimulatedUrl('sim:cortex-m4?model=a+b%26c.tflite').modelFile, 'a+b&c.tflite');
  });

  it('name the cores there are when asked for another', () => {
    assert.match(refusal('sim:cortex-m3?model=x'), /no simulated core "cortex-m3"; there are: .*cortex-m4/);
    assert.match(refusal('sim:?model=x'), /no simulated core ""/);
  });

  it('run the built-in keyword model unless another is named', () => {
    assert.equal(parseSimulatedUrl('sim:cortex-m4').modelFile, 'built-in:kws01');
    assert.match(refusal('sim:cortex-m4?model='), /model= is not the path/);
  });

  it('name the options there are when asked for another', () => {
    assert.match(refusal('sim:cortex-m4?model=x&speed=9'), /no option "speed"; there are: model, workload, mhz/);
  });

  for (const query of [
    'mhz=fast',
    'mhz=0',
    'mhz=-3',
    'mhz=',
    'name=a[b]',
    'name=',
    'seed=-1',
    'seed=1.5',
    'baud=fast',
    'baud=0',
    'queue=0',
    'queue=many',
    'lap-start=-1',
    'lap-bits=16',
    'lap-resolution=0',
    'mode=fast',
    'boot=-1',
    'boot=Infinity',
    'banner=yes',
    'reset-on-open=1',
    'needs=crlf',
  ]) {
    it(`refuse ${query}`, () => {
      const [key = ''] = query.split('=');
      assert.ok(refusal(`sim:cortex-m4?model=x&${query}`).includes(`${query} is not`), key);
    });
  }

  it('refuse an option without a value, given twice, or with a broken %', () => {
    assert.match(refusal('sim:cortex-m4?model=x&seed'), /"seed" is not OPTION=VALUE/);
    assert.match(refusal('sim:cortex-m4?model=x&seed=1&seed=2'), /"seed" is given twice/);
    assert.match(refusal('sim:cortex-m4?model=100%'), /% in "model=100%"/);
  });

  it('refuse a fault that is none, with its reason', () => {
    assert.match(refusal('sim:cortex-m4?model=x&fault=fire'), /no fault "fire"; there are: drop-in/);
  });
});

describe('the faults in the options', () => {
  for (const [text, fault] of [
    ['drop-in:0.01', { kind: 'drop-in', probability: 0.01 }],
    ['drop-out:1', { kind: 'drop-out', probability: 1 }],
    ['flip-in:1e-3', { kind: 'flip-in', probability: 1e-3 }],
    ['flip-out:.5', { kind: 'flip-out', probability: 0.5 }],
    ['overrun:0.5', { kind: 'overrun', probability: 0.5 }],
    ['split:0.5', { kind: 'split', probability: 0.5 }],
    ['noise:0.5', { kind: 'noise', probability: 0.5 }],
    ['garbage', { kind: 'garbage' }],
    ['late:20', { kind: 'late', delayMs: 20, at: undefined }],
    ['late:20@4', { kind: 'late', delayMs: 20, at: 4 }],
    ['reset@1', { kind: 'reset', at: 1 }],
    ['silence@12', { kind: 'silence', at: 12 }],
    ['vanish@2', { kind: 'vanish', at: 2 }],
    ['wrong-model:vww01', { kind: 'wrong-model', name: 'vww01' }],
    ['nan:0.25', { kind: 'nan', occasion: { probability: 0.25 } }],
    ['error@3', { kind: 'error', occasion: { at: 3 } }],
    ['lap-jump@3', { kind: 'lap-jump', jumpUs: 2 ** 31, at: 3 }],
    ['lap-jump:-500@3', { kind: 'lap-jump', jumpUs: -500, at: 3 }],
  ] as const) {
    it(`read ${text}`, () => {
      assert.deepEqual(parseFault(text), fault);
    });
  }

  for (const [text, problem] of [
    ['', 'fault "" is not KIND'],
    ['drop-in', 'fault drop-in: "" is no probability'],
    ['drop-in:0', 'fault drop-in: "0" is no probability'],
    ['drop-in:1.1', 'fault drop-in: "1.1" is no probability'],
    ['drop-in:0.5@3', 'fault drop-in takes no @N'],
    ['garbage:1', 'fault garbage takes neither'],
    ['late:soon', 'fault late: "soon" is no number'],
    ['reset', 'fault reset needs @N'],
    ['reset:1@2', 'fault reset takes no value'],
    ['reset@0', 'fault reset: @0 is no count'],
    ['reset@x', 'fault reset: @x is no count'],
    ['wrong-model', 'fault wrong-model needs the name'],
    ['wrong-model:a]', 'fault wrong-model needs the name'],
    ['nan:0.5@1', 'fault nan takes :P or @N'],
    ['lap-jump', 'fault lap-jump needs @N'],
    ['lap-jump:far@1', 'fault lap-jump: "far" is no number'],
  ] as const) {
    it(`refuse "${text}"`, () => {
      const refused = parseFault(text);
      assert.ok(typeof refused === 'string');
      assert.equal(refused.slice(0, problem.length), problem);
    });
  }
});
