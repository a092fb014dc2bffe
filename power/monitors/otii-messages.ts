/** What the Otii server says. `data` is empty where a message has none. */
export type OtiiMessage =
  | { readonly kind: 'response'; readonly transId: string; readonly data: OtiiData }
  | { readonly kind: 'error'; readonly transId: string | null; readonly code: string; readonly problem: string }
  | { readonly kind: 'information'; readonly text: string }
  | { readonly kind: 'progress'; readonly transId: string | null }
  /** A line that is no message of its. */
  | { readonly kind: 'broken'; readonly problem: string };

export type OtiiData = Readonly<Record<string, unknown>>;

/** A page of 40 000 values is below 1 MB; what is longer than this is another server. */
const longestMessageBytes = 33_554_432;

const lineFeed = 0x0a;

/** Cuts what the Otii server sends into messages: JSON, each ended by CR LF, in whatever pieces they arrive. */
export class OtiiMessages {
  #parts: Uint8Array[] = [];
  #gathered = 0;

  /** @returns the messages that these bytes complete, in order */
  push(bytes: Uint8Array): OtiiMessage[] {
    const messages: OtiiMessage[] = [];
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      const line = Buffer.concat([...this.#parts, bytes.subarray(from, end)]).toString('utf8');
      this.#clear();
      from = end + 1;
      if (line.trim() !== '') messages.push(readMessage(line.trim()));
    }
    if (from < bytes.length) {
      this.#gathered += bytes.length - from;
      if (this.#gathered > longestMessageBytes) {
        this.#clear();
        messages.push({ kind: 'broken', problem: `a message of more than ${longestMessageBytes} bytes` });
      } else {
        // A copy, which the slice of a Buffer is not: the bytes belong to whoever called.
        this.#parts.push(new Uint8Array(bytes.subarray(from)));
      }
    }
    return messages;
  }

  #clear(): void {
    this.#parts = [];
    this.#gathered = 0;
  }
}

function readMessage(line: string): OtiiMessage {
  const message = parseObject(line);
  if (message === undefined) return broken(line);
  const transId = typeof message['trans_id'] === 'string' ? message['trans_id'] : null;
  const data = isObject(message['data']) ? message['data'] : {};
  switch (message['type']) {
    case 'response':
      return transId === null ? broken(line) : { kind: 'response', transId, data };
    case 'error':
      return { kind: 'error', transId, code: textOf(message['errorcode']), problem: problemOf(data) };
    case 'information':
      return { kind: 'information', text: textOf(message['info'] ?? message['message']) };
    case 'progress':
      return { kind: 'progress', transId };
    default:
      return broken(line);
  }
}

function parseObject(line: string): OtiiData | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Errors say what is wrong in a `message`, or name the key of the request that is. */
function problemOf(data: OtiiData): string {
  const { message, ...others } = data;
  if (typeof message === 'string') return message;
  return Object.entries(others)
    .map(([key, value]) => `${key} ${textOf(value)}`)
    .join(', ');
}

function broken(line: string): OtiiMessage {
  return { kind: 'broken', problem: line.length > 80 ? `${line.slice(0, 80)}…` : line };
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is OtiiData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
