import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BenchBoard, fault, lapsOf, openBoard } from './bench-board.ts';

const banner = 'm-timestamp-mode-performance\r\nm-lap-us-0\r\nm-init-done\r\nm-ready\r\n';
const nameReply = 'm-name-dut-[simulated cortex-m4]\r\nm-ready\r\n';

describe('a simulated board', () => {
  describe('taking commands back to back', () => {
    it('answers all commands of a chunk in one write', () => {
      const bench = openBoard();
      bench.board.receive(Buffer.from('name%name%name%'));
      bench.turn();
      assert.deepEqual(bench.chunks, [nameReply.repeat(3)]);
    });

    it('takes as many as its queue holds and loses the rest, in one chunk or in several', () => {
      assert.equal(openBoard({ queue: 2 }).send('name%name%name%na'), nameReply.repeat(2));
      assert.equal(openBoard({ queue: 2 }).send('name%', 'name%', 'name%'), nameReply.repeat(2));
    });

    it('loses what arrives while a single command is pending, where it must have lock-step', () => {
      const bench = openBoard({ queue: 1 });
      assert.equal(bench.send('name%name%'), nameReply);
      assert.equal(bench.send('name%'), nameReply, 'and listens again when that is answered');
      assert.equal(bench.send('name%'), nameReply);
    });

    it('makes a command of what a loss has left of two', () => {
      const bench = openBoard({ queue: 1 });
      assert.equal(bench.send('name%', 'prof'), nameReply);
      assert.equal(bench.send('ile%'), 'e-[Unknown command: ile]\r\nm-ready\r\n');
    });

    it('takes 64 by default', () => {
      assert.equal(openBoard().send('name%'.repeat(65)), nameReply.repeat(64));
    });

    it('truncates a load command of 39 bytes to an odd number of digits', () => {
      const bench = openBoard();
      bench.send('db load 100%');
      assert.equal(bench.send(`db ${'00'.repeat(38)}%`), 'm-ready\r\n');
      assert.equal(bench.send(`db ${'00'.repeat(39)}%`), 'e-[Insufficient number of hex digits]\r\nm-ready\r\n');
    });
  });

  it('gives the same output for any chunking of the same bytes, with faults and a virtual UART too', () => {
    const commands = fc.constantFrom(
      'name%',
      'timestamp%',
      'db load 4%',
      'db 01020304%',
      'db 0g%',
      'db print%',
      'infer 3 1%',
      'results%',
      '%',
      '\r\n',
      'x'.repeat(90),
    );
    const faults = fc.constantFrom([], ['drop-in:0.05', 'flip-out:0.05'], ['overrun:0.05', 'split:0.5', 'noise:0.5']);
    fc.assert(
      fc.property(
        fc.array(commands, { maxLength: 25 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        faults,
        (list, sizes, kinds) => {
          const whole = list.join('');
          const options = { baud: 115_200, queue: 100_000, faults: kinds.map(fault) };
          const chunked = openBoard(options);
          let output = '';
          let start = 0;
          for (const size of sizes) {
            output += chunked.send(whole.slice(start, start + size));
            start += size;
          }
          output += chunked.send(whole.slice(start));
          assert.equal(output, openBoard(options).send(whole));
        },
      ),
    );
  });

  describe('booting', () => {
    it('resets when the port is opened, and forgets what it held', () => {
      const bench = openBoard();
      bench.send('db load 4%db 01020304%infer 1 0%');
      assert.equal(bench.open(), banner);
      assert.equal(bench.send('db print%results%'), 'm-ready\r\nm-results-[0.000,0.000]\r\nm-ready\r\n');
    });

    it('keeps quiet and keeps what it held where opening does not reset it', () => {
      const bench = new BenchBoard({ resetsOnOpen: false });
      assert.equal(bench.open(), '');
      bench.send('db load 1%db 07%');
      assert.equal(bench.open(), '');
      assert.equal(bench.send('db print%'), 'm-buffer-07\r\nm-ready\r\n');
    });

    it('forgets half a command when the port is opened again', () => {
      const bench = openBoard({ resetsOnOpen: false });
      bench.send('na');
      bench.open();
      assert.equal(bench.send('name%'), nameReply);
    });

    it('listens only when it has booted', () => {
      const bench = new BenchBoard({ bootMs: 300 });
      assert.equal(bench.open(), '');
      assert.equal(bench.send('name%'), '');
      bench.clock.pass(299);
      assert.equal(bench.send('name%'), '');
      bench.clock.pass(1);
      assert.equal(bench.take(), banner);
      assert.equal(bench.send('name%'), nameReply);
    });

    it('does not boot after the port was closed', () => {
      const bench = new BenchBoard({ bootMs: 300 });
      bench.open();
      bench.board.disconnect();
      assert.equal(bench.clock.waiting, 0);
      bench.open();
      bench.clock.pass(300);
      assert.equal(bench.take(), banner);
    });

    it('can go without a banner, or print it twice', () => {
      assert.equal(new BenchBoard({ banner: 'none' }).open(), '');
      assert.equal(openBoard({ banner: 'none' }).send('name%'), nameReply);
      assert.equal(new BenchBoard({ banner: 'double' }).open(), banner + banner);
    });

    it('can reset late, under a host that is talking to it already', () => {
      const bench = new BenchBoard({ banner: 'late' });
      assert.equal(bench.open(), '');
      assert.equal(bench.send('db load 1%'), 'm-[Expecting 1 bytes]\r\nm-ready\r\n');
      bench.clock.pass(249);
      assert.equal(bench.take(), '');
      bench.clock.pass(1);
      assert.equal(bench.take(), banner);
      assert.equal(bench.send('db 07%'), 'm-ready\r\n', 'the load is forgotten');
    });

    it('does not answer what was sent before the port was closed', () => {
      const bench = openBoard();
      bench.board.receive(Buffer.from('name%'));
      bench.board.disconnect();
      bench.turn();
      assert.equal(bench.take(), '');
      assert.equal(bench.open(), banner);
    });
  });

  describe('its own clock', () => {
    function windowUs(reply: string): number {
      const [start = 0, end = 0] = lapsOf(reply).slice(-2);
      return end - start;
    }

    it('passes with every iteration, and the warm-ups lie before the first lap', () => {
      const bench = openBoard();
      const one = windowUs(bench.send('infer 1000 0%'));
      assert.ok(Math.abs(windowUs(bench.send('infer 2000 0%')) - 2 * one) <= 2);
      assert.ok(Math.abs(windowUs(bench.send('infer 1000 500%')) - one) <= 2);
      const [before = 0, , after = 0] = lapsOf(bench.send('timestamp%infer 1 1000%'));
      assert.ok(after - before >= one, 'warm-ups take time as well');
    });

    it('is slower at a lower frequency', () => {
      const at120 = windowUs(openBoard({ mhz: 120 }).send('infer 100000 0%'));
      const at60 = windowUs(openBoard({ mhz: 60 }).send('infer 100000 0%'));
      assert.ok(Math.abs(at60 / at120 - 2) < 1e-3);
    });

    it('gives windows on different inputs slightly different times, the same on every board of a seed', () => {
      const session = 'db load 4%db 01000000%infer 1000000 0%db load 4%db 02000000%infer 1000000 0%';
      const reply = openBoard({ seed: 7 }).send(session);
      const [a = 0, b = 0, c = 0, d = 0] = lapsOf(reply);
      assert.notEqual(b - a, d - c);
      assert.ok(Math.abs((b - a) / (d - c) - 1) < 1e-4);
      assert.equal(openBoard({ seed: 7 }).send(session), reply);
      assert.notEqual(openBoard({ seed: 8 }).send(session), reply);
    });

    it('measures a window alike whatever was done before', () => {
      const load = 'db load 4%db 01000000%';
      const fresh = windowUs(openBoard().send(`${load}infer 100000 0%`));
      const later = openBoard();
      later.send('timestamp%name%infer 3 3%');
      assert.ok(Math.abs(windowUs(later.send(`${load}infer 100000 0%`)) - fresh) <= 1);
    });

    it('passes with the bytes on a virtual UART, in both directions', () => {
      const bench = openBoard({ baud: 10_000 });
      const [before = 0, after = 0] = lapsOf(bench.send('timestamp%timestamp%'));
      const reply = `m-lap-us-${before}\r\nm-ready\r\n`;
      assert.equal(after - before, ('timestamp%'.length + reply.length) * 1000 + 10);
    });

    it('costs the host no time', () => {
      const bench = openBoard();
      assert.match(bench.send('infer 1000000000 0%'), /m-infer-done/);
      assert.equal(bench.clock.waiting, 0);
    });

    it('can start anywhere and wraps at 32 bits', () => {
      const bench = new BenchBoard({ lapStartUs: 2 ** 32 - 100, lapBits: 32, baud: 115_200 });
      assert.deepEqual(
        lapsOf(bench.open()),
        [2 ** 32 - 100 + Math.floor(30 * 86.80555)].map((us) => us % 2 ** 32),
      );
      assert.ok((lapsOf(bench.send('timestamp%'))[0] ?? Infinity) < 1e6);
    });

    it('goes beyond 32 bits where it has 64', () => {
      assert.deepEqual(lapsOf(new BenchBoard({ lapStartUs: 2 ** 33 }).open()), [2 ** 33]);
    });

    it('can tick as slowly as 1 kHz', () => {
      const bench = openBoard({ lapResolutionUs: 1000 });
      for (const lap of lapsOf(bench.send('infer 999 0%timestamp%'))) assert.equal(lap % 1000, 0);
    });
  });
});
