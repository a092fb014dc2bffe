import type { BenchError } from '../../harness/errors.ts';
import { failure } from '../../harness/errors.ts';
import { asError } from '../../harness/clock.ts';
import type { Transport, TransportEvents } from '../../harness/protocol/transport.ts';
import type { Device } from './device-url.ts';
import { describeHolders, portHolders } from './port-holders.ts';
import { readPort } from './serial-read.ts';
import type { ReadablePort } from './serial-read.ts';
import { WriteBatch } from './write-batch.ts';

type SerialDevice = Extract<Device, { kind: 'serial' }>;

/** What this needs of serialport's binding for the system; tests put their own in its place. */
export interface SerialBinding {
  open(options: {
    path: string;
    baudRate: number;
    /** Takes an exclusive lock, so that two programs do not read each other's replies. */
    lock: boolean;
    /** Lowers DTR when the port is closed. */
    hupcl: boolean;
  }): Promise<SerialBindingPort>;
}

export interface SerialBindingPort extends ReadablePort {
  write(buffer: Buffer): Promise<void>;
  set(lines: { dtr: boolean; rts: boolean; lowLatency: boolean }): Promise<void>;
  close(): Promise<void>;
}

const readBytes = 65_536;

/**
 * A board on a serial port (8N1, no flow control), locked against other programs while it is open.
 *
 * Many boards reset when DTR rises or falls, and the system raises DTR and RTS whenever it opens a port. `?dtr=` says
 * what to do about that:
 * - `on` (default): nothing; DTR is raised at opening and lowered at closing. Boards with USB of their own
 *   send nothing without DTR.
 * - `keep`: DTR is not lowered at closing, so the next opening is no edge and resets nothing.
 * - `off`: both lines are lowered after opening (on Windows never raised), for boards that DTR or RTS holds in reset
 *   or in a bootloader.
 *
 * USB bridges that gather bytes for up to 16 ms before they pass them on are asked for low latency (Linux).
 * @throws (open) BenchError port.missing, port.permission, port.busy, port.failed
 */
export class SerialTransport implements Transport {
  readonly url: string;
  readonly baud: number;
  readonly #device: SerialDevice;
  readonly #binding: SerialBinding | undefined;
  #connection: Connection | undefined;

  /** @param binding the system's own where none is given */
  constructor(device: SerialDevice, binding?: SerialBinding) {
    this.url = device.url;
    this.baud = device.baud;
    this.#device = device;
    this.#binding = binding;
  }

  async open(events: TransportEvents): Promise<void> {
    const { path, baud, dtr } = this.#device;
    const options = { path, baudRate: baud, lock: true, hupcl: dtr === 'on' };
    const binding = this.#binding ?? (await systemBinding());
    const port = await binding.open(options).catch(async (thrown: unknown) => {
      throw await openProblem(path, asError(thrown));
    });
    const lines = dtr !== 'off';
    // A pseudo-terminal has no such lines; a port that refuses is used as it is.
    await port.set({ dtr: lines, rts: lines, lowLatency: true }).catch(() => undefined);
    this.#connection = new Connection(port, events);
  }

  write(bytes: Uint8Array): void {
    this.#connection?.write(bytes);
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}

/** Loaded when it is needed: it is native code, which a run over TCP should neither wait for nor depend on. */
async function systemBinding(): Promise<SerialBinding> {
  const { SerialPort } = await import('serialport');
  return SerialPort.binding;
}

/** An open port: one read and at most one write under way at any time. */
class Connection {
  readonly #port: SerialBindingPort;
  readonly #events: TransportEvents;
  readonly #batch: WriteBatch;
  #queued: Buffer[] = [];
  #isWriting = false;
  #isWanted = true;
  #ended: Promise<void> | undefined;

  constructor(port: SerialBindingPort, events: TransportEvents) {
    this.#port = port;
    this.#events = events;
    this.#batch = new WriteBatch((bytes) => {
      this.#queued.push(bytes);
      if (!this.#isWriting) void this.#writeQueued();
    });
    void this.#read();
  }

  write(bytes: Uint8Array): void {
    if (this.#ended === undefined) this.#batch.add(bytes);
  }

  /** Closes at once: what is not yet written is dropped, since a board may never take it. */
  close(): Promise<void> {
    this.#isWanted = false;
    return this.#end();
  }

  async #read(): Promise<void> {
    const buffer = Buffer.allocUnsafe(readBytes);
    while (this.#ended === undefined) {
      const read = await readPort(this.#port, buffer).catch(asError);
      if (read instanceof Error) await this.#fail(read);
      else if (this.#isWanted) this.#events.data(Buffer.from(buffer.subarray(0, read)));
    }
  }

  async #writeQueued(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#queued.length > 0) {
        const bytes = Buffer.concat(this.#queued);
        this.#queued = [];
        await this.#port.write(bytes);
      }
    } catch (thrown) {
      await this.#fail(asError(thrown));
    }
    this.#isWriting = false;
  }

  /** The port has gone: a pulled cable, a peer that closed. */
  async #fail(error: Error): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.#end();
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#events.closed(new Error('the port was unplugged or closed at its other end', { cause: error }));
  }

  #end(): Promise<void> {
    this.#queued = [];
    this.#batch.clear();
    this.#ended ??= this.#port.close().catch(() => undefined);
    return this.#ended;
  }
}

/**
 * What a failed opening means. The binding tells it in words alone: the system's text for errno, from C (Unix) or a
 * text of its own (Windows, where "Access denied" means that another program has the port).
 */
async function openProblem(path: string, error: Error): Promise<BenchError> {
  const text = error.message;
  const options = { cause: error };
  if (/No such file|No such device|File not found|Not a directory/i.test(text)) {
    return failure('port.missing', { device: path }, options);
  }
  if (/Permission denied|Operation not permitted/i.test(text)) {
    return failure('port.permission', { device: path }, options);
  }
  if (/Cannot lock port|resource busy|Access denied/i.test(text)) {
    return failure('port.busy', { device: path, holder: describeHolders(await portHolders(path)) }, options);
  }
  if (/Inappropriate ioctl|Is a directory/i.test(text)) {
    return failure('port.failed', { device: path, problem: 'it is no serial port' }, options);
  }
  return failure('port.failed', { device: path, problem: text.replace(/^Error:? /, '') }, options);
}
