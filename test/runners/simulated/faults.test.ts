import assert from 'node:assert/strict';
import { MessageParser } from '../../../harness/protocol/parser.ts';
import { BenchBoard, fault, lapsOf, openBoard } from './bench-board.ts';

const nameReply = 'm-name-dut-[simulated cortex-m4]\r\nm-ready\r\n';
const cleanInfer = openBoard().send('infer 5 0%');

function boardWith(...faults: string[]): BenchBoard {
  return openBoard({ faults: faults.map(fault) });
}

function messageKinds(text: string): string[] {
  const lines = new MessageParser().push(Buffer.from(text, 'latin1'));
  return lines.flatMap((line) => line.messages.map((message) => message.kind));
}

describe('the faults of a simulated board', () => {
  describe('on the wires', () => {
    it('drop-in loses bytes on the way to the board', () => {
      assert.equal(boardWith('drop-in:1').send('name%'), '');
      const replies = boardWith('drop-in:0.05').send('name%'.repeat(50));
      assert.match(replies, /e-\[Unknown command: (name)?(ame|nme|nae|nam|namename)/);
    });

    it('drop-out loses bytes on the way to the host', () => {
      const reply = boardWith('drop-out:0.1').send('name%'.repeat(50));
      assert.ok(reply.length < 48 * nameReply.length && reply.length > 40 * nameReply.length);
    });

    it('flip-in flips single bits on the way to the board, and can so change an input unnoticed', () => {
      const digits = 'a'.repeat(76);
      const bench = boardWith('flip-in:0.02');
      const changed: string[] = [];
      for (let load = 0; load < 60; load++) {
        const reply = bench.send('db load 38%', `db ${digits}%`);
        if (reply !== 'm-[Expecting 38 bytes]\r\nm-ready\r\nm-load-done\r\nm-ready\r\n') continue;
        const held = bench.send('db print%').replaceAll(/m-(buffer-|ready)|[-\r\n]/g, '');
        if (held.length === 76 && held !== digits) changed.push(held);
      }
      assert.notDeepEqual(changed, []);
    });

    it('flip-out flips single bits on the way to the host', () => {
      const flipped = Buffer.from(boardWith('flip-out:1').send('name%'), 'latin1');
      const clean = Buffer.from(nameReply);
      assert.equal(flipped.length, clean.length);
      for (const [index, byte] of flipped.entries()) {
        const difference = byte ^ (clean[index] ?? 0);
        assert.ok(difference !== 0 && (difference & (difference - 1)) === 0, 'exactly one bit');
      }
    });

    it('overrun loses sixteen bytes at a time', () => {
      const bench = boardWith('overrun:0.02');
      const replies = bench.send(`${'x'.repeat(59)}%`.repeat(60));
      const lengths = [...replies.matchAll(/Unknown command: (x+)\]/g)].map((match) => match[1]?.length ?? 0);
      assert.ok(lengths.includes(43), `lengths ${lengths.join()}`);
    });

    it('garbage lets no readable byte through', () => {
      const bench = new BenchBoard({ faults: [fault('garbage')] });
      for (const byte of Buffer.from(bench.open() + bench.send('name%'), 'latin1')) assert.ok(byte >= 0x80);
    });
  });

  describe('on the lines', () => {
    it('split puts a line end into the middle of lines', () => {
      const reply = boardWith('split:1').send('name%');
      assert.notEqual(reply, nameReply);
      assert.equal(reply.replaceAll('\r\n', ''), nameReply.replaceAll('\r\n', ''));
      assert.equal(reply.split('\r\n').length, 5);
    });

    it('noise adds text and NULs of the board, and leaves every message readable', () => {
      const bench = boardWith('noise:1');
      const clean = openBoard();
      const session = 'name%profile%timestamp%db load 4%db 01020304%db print%infer 5 1%results%'.repeat(20);
      const noisy = bench.send(...session.split(/(?<=%)/));
      assert.match(noisy, /\0/);
      assert.match(noisy, /wdt: fedm-/);
      assert.match(noisy, /^DEBUG heap 18432 free\r$/m);
      assert.deepEqual(
        messageKinds(noisy).filter((kind) => kind !== 'text'),
        messageKinds(clean.send(...session.split(/(?<=%)/))),
      );
    });
  });

  describe('late', () => {
    it('holds every reply back', () => {
      const bench = new BenchBoard({ faults: [fault('late:20')] });
      assert.equal(bench.open(), '');
      bench.clock.pass(20);
      assert.match(bench.take(), /m-init-done/);
      assert.equal(bench.send('name%'), '');
      bench.clock.pass(19);
      assert.equal(bench.take(), '');
      bench.clock.pass(1);
      assert.equal(bench.take(), nameReply);
    });

    it('with @N holds back that inference alone, and what is said later waits behind it', () => {
      const bench = boardWith('late:50@2');
      assert.equal(bench.send('infer 5 0%'), cleanInfer);
      assert.equal(bench.send('infer 5 0%'), '');
      assert.equal(bench.send('name%'), '');
      bench.clock.pass(50);
      const [infer = '', name = ''] = bench.chunks;
      assert.match(infer, /m-infer-done/);
      assert.equal(name, nameReply);
      bench.take();
      assert.match(bench.send('infer 5 0%'), /m-infer-done/);
    });

    it('is forgotten when the port is closed', () => {
      const bench = boardWith('late:50@1');
      bench.send('infer 1 0%');
      bench.board.disconnect();
      assert.equal(bench.clock.waiting, 0);
    });
  });

  describe('in inference commands', () => {
    it('reset@N stops the Nth between its laps, loses what waits, and boots with a banner', () => {
      const bench = boardWith('reset@2');
      assert.equal(bench.send('infer 5 0%'), cleanInfer);
      bench.send('db load 4%db 01020304%');
      const reply = bench.send('infer 5 0%name%');
      assert.match(
        reply,
        /^m-warmup-start-0\r\nm-warmup-done\r\nm-infer-start-5\r\nm-lap-us-\d+\r\nm-timestamp-mode-performance\r\n/,
      );
      assert.doesNotMatch(reply, /m-infer-done|m-name-dut/);
      assert.match(bench.send('db print%'), /^m-ready/, 'its memory is empty');
      assert.match(bench.send('infer 5 0%'), /m-infer-done/, 'and it happens once');
    });

    it('reset@N takes the boot time', () => {
      const bench = openBoard({ faults: [fault('reset@1')], bootMs: 100 });
      bench.clock.pass(100);
      bench.take();
      assert.doesNotMatch(bench.send('infer 5 0%'), /m-init-done/);
      assert.equal(bench.send('name%'), '');
      bench.clock.pass(100);
      assert.match(bench.take(), /m-init-done/);
    });

    it('silence@N answers nothing from the Nth on, until it is reset, and then again', () => {
      const bench = boardWith('silence@2');
      assert.equal(bench.send('infer 5 0%'), cleanInfer);
      assert.equal(bench.send('infer 5 0%'), '');
      assert.equal(bench.send('name%'), '');
      bench.open();
      assert.equal(bench.send('name%'), nameReply);
      assert.equal(bench.send('infer 5 0%'), '');
    });

    it('stays silent when the port is opened again without a reset', () => {
      const bench = openBoard({ faults: [fault('silence@1')], resetsOnOpen: false });
      bench.send('infer 5 0%');
      bench.open();
      assert.equal(bench.send('name%'), '');
    });

    it('vanish@N takes the port away', () => {
      const bench = boardWith('vanish@1');
      assert.equal(bench.send('infer 5 0%'), '');
      assert.equal(bench.hasVanished, true);
      assert.equal(bench.send('name%'), '');
      bench.open();
      assert.match(bench.send('infer 5 0%'), /m-infer-done/);
    });

    it('nan@N gives results that are no numbers, however often they are asked for', () => {
      const bench = boardWith('nan@1');
      assert.match(bench.send('infer 5 0%'), /m-results-\[nan,nan\]/);
      assert.equal(bench.send('results%'), 'm-results-[nan,nan]\r\nm-ready\r\n');
      assert.match(bench.send('infer 5 0%'), /m-results-\[0\.000,1\.000\]/);
    });

    it('nan:P strikes some of many', () => {
      const replies = boardWith('nan:0.3').send('infer 1 0%'.repeat(60));
      const struck = replies.split('nan,nan').length - 1;
      assert.ok(struck > 5 && struck < 40, `${struck} of 60`);
    });

    it('error@N refuses the Nth with an e-[…], and is ready again', () => {
      const bench = boardWith('error@1');
      assert.equal(bench.send('infer 5 0%'), 'e-[Inference failed]\r\nm-ready\r\n');
      assert.match(bench.send('infer 5 0%'), /m-infer-done/);
    });

    it('error:1 refuses them all', () => {
      assert.equal(boardWith('error:1').send('infer 5 0%infer 5 0%'), 'e-[Inference failed]\r\nm-ready\r\n'.repeat(2));
    });

    it('lap-jump@N moves the counter between the laps of the Nth, ahead by 2^31 µs or as told', () => {
      const [start = 0, end = 0] = lapsOf(boardWith('lap-jump@1').send('infer 5 0%'));
      assert.ok(end - start >= 2 ** 31 && end - start < 2 ** 31 + 1e6);
      const bench = openBoard({ faults: [fault('lap-jump:-3000@1')], lapStartUs: 1e6 });
      const [before = 0, after = 0] = lapsOf(bench.send('infer 5 0%'));
      assert.ok(after < before);
    });
  });

  it('wrong-model names another model, and that alone', () => {
    assert.match(boardWith('wrong-model:vww01').send('profile%'), /m-model-\[vww01\]/);
    assert.equal(boardWith('wrong-model:vww01').send('infer 5 0%'), cleanInfer);
  });

  it('strike in the same places for the same seed, and in others for another', () => {
    const faults = ['drop-in:0.02', 'flip-out:0.02', 'noise:0.3', 'nan:0.3'].map(fault);
    const session = 'name%infer 3 0%timestamp%'.repeat(10);
    const first = openBoard({ faults, seed: 5 }).send(session);
    assert.equal(openBoard({ faults, seed: 5 }).send(session), first);
    assert.notEqual(openBoard({ faults, seed: 6 }).send(session), first);
  });
});
