// A board that is a program of its own: it answers on standard input and output, computes what it is asked for, and
// measures that by its own counter. One second of the machine is ten of that counter, as it is of the host's clock in
// the tests: what takes a board minutes takes seconds here, and both clocks still agree.
import { loadBoardModel } from '../../../runners/simulated/load-board-model.ts';
import { timeScale } from './own-time.ts';

const [modelFile = '', name = 'TestVendor'] = process.argv.slice(2);
const model = await loadBoardModel(modelFile);
const input = Buffer.alloc(model.inputBytes);
let [expected, arrived] = [0, 0];

function say(line: string): void {
  process.stdout.write(`${line}\r\n`);
}

function lap(): void {
  say(`m-lap-us-${Math.round(performance.now() * 1000 * timeScale)}`);
}

/** Milliseconds of the machine from one inference to the next: a steady board, though others use the machine too. */
const paceMs = 1;

/** Runs inferences at the board's pace; one that comes late is made up for. */
function runInferences(count: number): readonly number[] {
  let outputs: readonly number[] = [];
  const startedMs = performance.now();
  for (let done = 1; done <= count; done++) {
    outputs = model.infer(input);
    while (performance.now() < startedMs + done * paceMs);
  }
  return outputs;
}

function infer(iterations: number, warmups: number): void {
  say(`m-warmup-start-${warmups}`);
  runInferences(warmups);
  say('m-warmup-done');
  say(`m-infer-start-${iterations}`);
  lap();
  const outputs = runInferences(iterations);
  lap();
  say('m-infer-done');
  say(`m-results-[${outputs.map((value) => value.toFixed(3)).join(',')}]`);
}

function store(digits: string): void {
  arrived += input.write(digits, arrived, 'hex');
  if (arrived === expected) say('m-load-done');
}

function execute(command: string): void {
  const [verb = '', first = '', second = ''] = command.split(' ');
  if (verb === 'name') say(`m-name-dut-[${name}]`);
  else if (verb === 'profile') {
    say('m-profile-[Firmware of the test 1.0]');
    say(`m-model-[${model.name}]`);
  } else if (verb === 'timestamp') lap();
  else if (verb === 'infer') infer(Number(first), Number(second));
  else if (verb === 'db' && first === 'load') {
    [expected, arrived] = [Number(second), 0];
    say(`m-[Expecting ${expected} bytes]`);
  } else if (verb === 'db') store(first);
  else say(`e-[Unknown command: ${verb}]`);
  say('m-ready');
}

say('m-timestamp-mode-performance');
lap();
say('m-init-done');
say('m-ready');
let waiting = '';
for await (const bytes of process.stdin) {
  const commands = (waiting + String(bytes)).split('%');
  waiting = commands.pop() ?? '';
  for (const command of commands) execute(command);
}
