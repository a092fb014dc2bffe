import { failure } from '../../../harness/errors.ts';
import type { Transport, TransportEvents } from '../../../harness/protocol/transport.ts';

/** A board that prints a banner when it is opened and then says `m-` and whatever it was told. */
export class EchoBoard implements Transport {
  readonly url = 'sim:echo';
  readonly baud = undefined;
  opened = 0;
  /** Makes the next opening fail. */
  isBroken = false;
  #events: TransportEvents | undefined;

  open(events: TransportEvents): Promise<void> {
    if (this.isBroken) return Promise.reject(failure('port.missing', { device: this.url }));
    this.#events = events;
    this.opened++;
    events.data(Buffer.from(`boot ${this.opened}\r\n`));
    return Promise.resolve();
  }

  write(bytes: Uint8Array): void {
    this.#events?.data(Buffer.concat([Buffer.from('m-'), bytes]));
  }

  close(): Promise<void> {
    this.#events = undefined;
    return Promise.resolve();
  }

  /** Ends by itself. */
  die(): void {
    this.#events?.closed(new Error('burnt'));
    this.#events = undefined;
  }
}
