import type { Transport, TransportEvents } from '../../harness/protocol/transport.ts';

/** What the far end of an in-memory transport can do to the host. */
export interface MemoryPort {
  /** Sends bytes to the host. They arrive on a later turn, in order. */
  send(bytes: Uint8Array): void;
  /** Ends the transport from the far end, behind all that was sent. */
  drop(problem: Error): void;
}

/** The far end of an in-memory transport. */
export interface MemoryPeer {
  /** The host has opened the way. May be called again after `closed`. */
  opened(port: MemoryPort): void;
  /** Bytes from the host, on a later turn than the one they were written in. */
  data(bytes: Uint8Array): void;
  /** The host has closed the way. Not called after `drop`. */
  closed(): void;
}

/** A transport to something in the same process. */
export class MemoryTransport implements Transport {
  readonly url: string;
  readonly baud = undefined;
  readonly #makePeer: () => MemoryPeer | Promise<MemoryPeer>;
  #peer: MemoryPeer | undefined;
  #way: Way | undefined;

  /** @param makePeer gives the far end; asked once, at the first opening. Its errors are those of `open`. */
  constructor(url: string, makePeer: () => MemoryPeer | Promise<MemoryPeer>) {
    this.url = url;
    this.#makePeer = makePeer;
  }

  async open(events: TransportEvents): Promise<void> {
    if (this.#way !== undefined) throw new Error(`${this.url} is open already`);
    this.#peer ??= await this.#makePeer();
    const way = new Way(this.#peer, events, () => {
      if (this.#way === way) this.#way = undefined;
    });
    this.#way = way;
    this.#peer.opened(way);
  }

  write(bytes: Uint8Array): void {
    this.#way?.write(bytes);
  }

  close(): Promise<void> {
    const way = this.#way;
    this.#way = undefined;
    way?.close();
    return Promise.resolve();
  }
}

/** One opening of a transport: two queues of bytes, each emptied on a later turn. */
class Way implements MemoryPort {
  readonly #peer: MemoryPeer;
  readonly #events: TransportEvents;
  readonly #ended: () => void;
  readonly #toPeer: Delivery;
  readonly #toHost: Delivery;
  #isOver = false;

  constructor(peer: MemoryPeer, events: TransportEvents, ended: () => void) {
    this.#peer = peer;
    this.#events = events;
    this.#ended = ended;
    this.#toPeer = new Delivery((bytes) => {
      peer.data(bytes);
    });
    this.#toHost = new Delivery((bytes) => {
      events.data(bytes);
    });
  }

  write(bytes: Uint8Array): void {
    if (!this.#isOver) this.#toPeer.add(bytes);
  }

  send(bytes: Uint8Array): void {
    if (!this.#isOver) this.#toHost.add(bytes);
  }

  drop(problem: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#toPeer.stop();
    this.#toHost.finish(() => {
      this.#ended();
      this.#events.closed(problem);
    });
  }

  close(): void {
    this.#toPeer.stop();
    this.#toHost.stop();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#peer.closed();
  }
}

/** Hands chunks over in order, all that were added in one turn in the next. */
class Delivery {
  readonly #take: (bytes: Uint8Array) => void;
  #chunks: Uint8Array[] = [];
  #last: (() => void) | undefined;
  #isScheduled = false;
  #isStopped = false;

  constructor(take: (bytes: Uint8Array) => void) {
    this.#take = take;
  }

  add(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#schedule();
  }

  /** Calls `last` behind all chunks. */
  finish(last: () => void): void {
    this.#last = last;
    this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const chunks = this.#chunks;
      this.#chunks = [];
      for (const chunk of chunks) if (!this.#stopped()) this.#take(chunk);
      if (!this.#stopped() && this.#last !== undefined) this.#last();
    });
  }

  /** A method, because taking a chunk may change the answer. */
  #stopped(): boolean {
    return this.#isStopped;
  }
}
