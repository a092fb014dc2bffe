/** An event of a stream of server-sent events (HTML standard, section 9.2). */
export interface ServerEvent {
  /** The last `id` so far, to begin behind it next time; empty: none yet. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

const longestLine = 1 << 20;

/** Cuts the text of such a stream into events, however it is split into pieces. */
export class EventStream {
  #rest = '';
  #endedWithReturn = false;
  #id = '';
  #event = '';
  #data: string[] = [];

  /** @throws Error where a line is longer than any that is meant */
  push(piece: string): ServerEvent[] {
    let text = this.#rest + piece;
    // A CR LF may be cut in two.
    if (this.#endedWithReturn && text.startsWith('\n')) text = text.slice(1);
    this.#endedWithReturn = false;
    const events: ServerEvent[] = [];
    for (;;) {
      const end = text.search(/[\r\n]/);
      if (end < 0) break;
      const line = text.slice(0, end);
      if (text[end] === '\r') {
        if (end + 1 === text.length) this.#endedWithReturn = true;
        else if (text[end + 1] === '\n') text = text.slice(1);
      }
      text = text.slice(end + 1);
      const event = this.#take(line);
      if (event !== null) events.push(event);
    }
    if (text.length > longestLine) throw new Error('a line of the events is too long');
    this.#rest = text;
    return events;
  }

  #take(line: string): ServerEvent | null {
    if (line === '') return this.#whole();
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/su.exec(line) ?? [];
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return null;
  }

  #whole(): ServerEvent | null {
    const event = this.#event === '' ? 'message' : this.#event;
    const data = this.#data;
    this.#event = '';
    this.#data = [];
    return data.length === 0 ? null : { id: this.#id, event, data: data.join('\n') };
  }
}
