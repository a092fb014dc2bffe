import assert from 'node:assert/strict';
import { bytesPerLoadCommand, loadCommands } from '../../harness/protocol/commands.ts';
import type { Transport } from '../../harness/protocol/transport.ts';
import { clientContract } from './client-contract.ts';
import { RawBoard } from './raw-board.ts';

/** A board to be held to the contract. */
export interface ContractBoard {
  readonly transport: Transport;
  stop(): Promise<void>;
}

/** What the board says it runs, and so what it takes and gives. */
export interface ContractModel {
  readonly name: string;
  readonly inputBytes: number;
  readonly outputs: number;
  /** Commands that it takes back to back. */
  readonly burst: number;
  /** How long 40 inferences may take, in milliseconds of the host. */
  readonly replyLimitMs: number;
}

/**
 * What every board must do, simulated or real, however it is reached: PROTOCOL sections 1, 2 and 6, first on the bare
 * line and then through the device client. Each test opens the port anew.
 */
export function boardContract(title: string, model: ContractModel, start: () => Promise<ContractBoard>): void {
  describe(`board contract: ${title}`, function () {
    this.timeout(3 * model.replyLimitMs);
    let started: ContractBoard;

    before(async () => {
      started = await start();
    });

    after(() => started.stop());

    describe('on the bare line', () => {
      let board: RawBoard;

      beforeEach(async () => {
        board = await RawBoard.open(started.transport, model.replyLimitMs);
      });

      afterEach(() => board.close());

      rawContract(model, () => board);
    });

    describe('through the device client', () => {
      clientContract(model, () => started.transport);
    });
  });
}

function rawContract(model: ContractModel, at: () => RawBoard): void {
  const input = Uint8Array.from({ length: model.inputBytes }, (_, index) => (index * 31 + 7) % 251);

  async function load(bytes: Uint8Array): Promise<void> {
    for (const { text } of loadCommands(bytes)) await at().ask(text);
  }

  it('tells its name', async () => {
    assert.match((await at().ask('name')).join('|'), /^m-name-dut-\[.+\]$/);
  });

  it('tells its firmware and the model it runs', async () => {
    const [profile, name] = await at().ask('profile');
    assert.match(String(profile), /^m-profile-\[.+\]$/);
    assert.equal(name, `m-model-[${model.name}]`);
  });

  it('tells the time of a counter that does not run backwards', async () => {
    const first = lapUs(await at().ask('timestamp'));
    const second = lapUs(await at().ask('timestamp'));
    assert.ok(second >= first, `${first} before ${second}`);
  });

  it('ends every command with m-ready, failed ones too, and every line with CR LF', async () => {
    for (const command of ['help', 'results', 'nonsense', 'db', 'db load', 'infer 0 0', '']) await at().ask(command);
    const [reply] = await at().askAll(['name']);
    assert.equal(reply?.length, 1);
    assert.doesNotMatch(at().text, /[^\r]\n|\r[^\n]/);
  });

  it('names a command that it does not know', async () => {
    assert.deepEqual(await at().ask('nonsense 1 2'), ['e-[Unknown command: nonsense]']);
  });

  it('takes a load and prints it back, eight bytes a line', async () => {
    const bytes = input.subarray(0, 85);
    assert.deepEqual(await at().ask('db load 85'), ['m-[Expecting 85 bytes]']);
    const [, ...chunks] = loadCommands(bytes);
    const replies: string[][] = [];
    for (const { text } of chunks) replies.push(await at().ask(text));
    assert.deepEqual(replies, [[], [], ['m-load-done']]);
    const printed = await at().ask('db print');
    assert.equal(printed.length, 11);
    assert.equal(printed[0], 'm-buffer-07-26-45-64-83-a2-c1-e0');
    assert.deepEqual(bytesOf(printed), [...bytes]);
  });

  it('begins a load again when told to, whatever came before', async () => {
    await at().ask('db load 4');
    await at().ask('db 0102');
    await at().ask('db load 2');
    assert.deepEqual(await at().ask('db a0b1'), ['m-load-done']);
    assert.deepEqual(bytesOf(await at().ask('db print')), [0xa0, 0xb1]);
  });

  it('takes capital digits as well', async () => {
    await at().ask('db load 2');
    assert.deepEqual(await at().ask('db A0fF'), ['m-load-done']);
    assert.deepEqual(bytesOf(await at().ask('db print')), [0xa0, 0xff]);
  });

  it('refuses an odd number of digits', async () => {
    await at().ask('db load 2');
    assert.match((await at().ask('db 010')).join('|'), /^e-\[.+\]$/);
  });

  it('refuses a digit that is none', async () => {
    await at().ask('db load 2');
    assert.match((await at().ask('db 01x2')).join('|'), /e-\[.+\]/);
  });

  it('refuses a load above its maximum in a line that names both sizes', async () => {
    const reply = (await at().ask('db load 1000000')).join('|');
    assert.doesNotMatch(reply, /m-\[Expecting/);
    assert.match(reply.replace('1000000', 'SIZE'), /SIZE.*\d{3,}|\d{3,}.*SIZE/);
  });

  it('loads as before after each of these errors', async () => {
    for (const wrong of ['db load 1000000', 'db 010', 'db zz', 'nonsense', 'infer 0 0']) {
      await at().ask(wrong);
      await at().ask('db load 1');
      assert.deepEqual(await at().ask('db 5a'), ['m-load-done'], `after ${wrong}`);
    }
  });

  it('takes a command of 79 characters whole, and lives on after one that is longer than its buffer', async () => {
    const chunk = Buffer.from(input.subarray(0, bytesPerLoadCommand)).toString('hex');
    await at().ask(`db load ${bytesPerLoadCommand}`);
    assert.equal(`db ${chunk}`.length, 79);
    assert.deepEqual(await at().ask(`db ${chunk}`), ['m-load-done']);
    await at().ask(`db ${chunk}${chunk}`);
    assert.match((await at().ask('name')).join('|'), /^m-name-dut-/);
  });

  it('infers between two laps of its clock, and says each step', async () => {
    await load(input);
    const reply = await at().ask('infer 10 2');
    assert.deepEqual(
      reply.map((line) => line.replace(/(lap-us-)\d+|(results-\[).*(?=\])/, '$1$2…')),
      [
        'm-warmup-start-2',
        'm-warmup-done',
        'm-infer-start-10',
        'm-lap-us-…',
        'm-lap-us-…',
        'm-infer-done',
        'm-results-[…]',
      ],
    );
    const [start = 0, end = 0] = lapsUs(reply);
    assert.ok(end > start, `${start} before ${end}`);
    assert.equal(resultsOf(reply).length, model.outputs);
  });

  it('takes the longer the more inferences it makes', async () => {
    await load(input);
    const elapsedUs: number[] = [];
    for (const iterations of [10, 20, 40]) {
      const [start = 0, end = 0] = lapsUs(await at().ask(`infer ${iterations} 0`));
      elapsedUs.push(end - start);
    }
    const [ten = 0, twenty = 0, forty = 0] = elapsedUs;
    assert.ok(ten < twenty && twenty < forty, elapsedUs.join(', '));
  });

  it('gives the results of the last inference again', async () => {
    await load(input);
    const inferred = resultsOf(await at().ask('infer 1 0'));
    assert.deepEqual(resultsOf(await at().ask('results')), inferred);
  });

  it('gives the same results for the same input', async () => {
    const seen = new Set<string>();
    for (let time = 0; time < 2; time++) {
      await load(new Uint8Array(model.inputBytes));
      await at().ask('infer 1 0');
      await load(input);
      seen.add(resultsOf(await at().ask('infer 1 0')).join());
    }
    assert.equal(seen.size, 1);
  });

  it(`answers ${model.burst} commands sent back to back, each in its turn`, async () => {
    const commands = Array.from({ length: model.burst }, (_, index) => (index % 2 === 0 ? 'name' : 'profile'));
    const replies = await at().askAll(commands);
    assert.deepEqual(
      replies.map(([first]) => first?.replace(/-\[.*/, '')),
      commands.map((command) => (command === 'name' ? 'm-name-dut' : 'm-profile')),
    );
  });
}

function lapsUs(reply: readonly string[]): number[] {
  return reply.flatMap((line) => /^m-lap-us-(\d+)$/.exec(line)?.slice(1).map(Number) ?? []);
}

function lapUs(reply: readonly string[]): number {
  const [lap, ...more] = lapsUs(reply);
  assert.ok(lap !== undefined && more.length === 0, reply.join('|'));
  return lap;
}

function resultsOf(reply: readonly string[]): string[] {
  const [, values] = /^m-results-\[(.*)\]$/.exec(reply.at(-1) ?? '') ?? [];
  assert.ok(values !== undefined, reply.join('|'));
  return values.split(',');
}

function bytesOf(printed: readonly string[]): number[] {
  return printed.flatMap((line) =>
    line
      .replace(/^m-buffer-/, '')
      .split('-')
      .map((digits) => Number.parseInt(digits, 16)),
  );
}
