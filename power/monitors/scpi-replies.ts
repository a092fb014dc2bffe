/** What a SCPI instrument says. */
export type ScpiReply =
  /** A line of text, without its end. */
  | { readonly kind: 'line'; readonly text: string }
  /** A definite-length block begins. */
  | { readonly kind: 'block'; readonly bytes: number }
  /** Bytes of the block, in order; a view into what arrived. */
  | { readonly kind: 'part'; readonly bytes: Uint8Array }
  /** The block is whole. */
  | { readonly kind: 'end' }
  /** These bytes are neither. The parser starts anew at the next line. */
  | { readonly kind: 'broken'; readonly problem: string };

/** No text reply is this long; an instrument of another kind, or a block whose head was lost. */
const longestLineBytes = 65_536;

const lineFeed = 0x0a;
const hash = 0x23;

type State =
  /** Gathers a line, or the head of a block. */
  | { readonly kind: 'text' }
  | { readonly kind: 'block'; readonly left: number }
  /** Drops everything up to the end of the line: behind a block, or what cannot be read. */
  | { readonly kind: 'skip' };

/**
 * Cuts what a SCPI instrument sends into lines of text and definite-length blocks, in whatever pieces it arrives.
 * A block (IEEE 488.2, 8.7.9) is `#`, one digit that says how many digits follow, these digits, which say how many
 * bytes follow, the bytes, and a line end. Its bytes are handed on as they come: nothing is allocated for a length.
 */
export class ScpiReplies {
  #state: State = { kind: 'text' };
  #text: number[] = [];

  /** @returns what these bytes complete, in order; parts of a block are only good until the next call */
  push(bytes: Uint8Array): ScpiReply[] {
    const replies: ScpiReply[] = [];
    let at = 0;
    while (at < bytes.length) {
      const state = this.#state;
      switch (state.kind) {
        case 'text':
          at = this.#readText(bytes, at, replies);
          break;
        case 'block':
          at = this.#readBlock(bytes, at, state.left, replies);
          break;
        case 'skip': {
          const end = bytes.indexOf(lineFeed, at);
          at = end < 0 ? bytes.length : end + 1;
          if (end >= 0) this.#state = { kind: 'text' };
        }
      }
    }
    return replies;
  }

  #readText(bytes: Uint8Array, from: number, replies: ScpiReply[]): number {
    let at = from;
    for (; at < bytes.length && this.#state.kind === 'text'; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === lineFeed) this.#endLine(replies);
      else if (this.#text.length >= longestLineBytes)
        this.#break(`a line of more than ${longestLineBytes} bytes`, replies);
      else {
        this.#text.push(byte);
        if (this.#text[0] === hash) this.#readHead(replies);
      }
    }
    return at;
  }

  #endLine(replies: ScpiReply[]): void {
    const text = Buffer.from(this.#text).toString('latin1').trim();
    this.#text = [];
    if (text !== '') replies.push({ kind: 'line', text });
  }

  /** Looks whether the head of a block is whole. `#H1F` and the like are numbers, and lines. */
  #readHead(replies: ScpiReply[]): void {
    const head = Buffer.from(this.#text).toString('latin1');
    if (head.length < 2 || !/^#\d/.test(head)) return;
    const digits = Number(head[1]);
    if (digits === 0) this.#break('a block of unknown length', replies);
    else if (!/^#\d+$/.test(head)) this.#break(`a block that begins with "${head}"`, replies);
    else if (head.length === 2 + digits) {
      this.#text = [];
      const length = Number(head.slice(2));
      replies.push({ kind: 'block', bytes: length });
      this.#enterBlock(length, replies);
    }
  }

  #readBlock(bytes: Uint8Array, from: number, left: number, replies: ScpiReply[]): number {
    const part = bytes.subarray(from, from + left);
    replies.push({ kind: 'part', bytes: part });
    this.#enterBlock(left - part.length, replies);
    return from + part.length;
  }

  #enterBlock(left: number, replies: ScpiReply[]): void {
    if (left > 0) {
      this.#state = { kind: 'block', left };
      return;
    }
    replies.push({ kind: 'end' });
    this.#state = { kind: 'skip' };
  }

  #break(problem: string, replies: ScpiReply[]): void {
    this.#text = [];
    this.#state = { kind: 'skip' };
    replies.push({ kind: 'broken', problem });
  }
}
