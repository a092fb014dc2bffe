import type { Message } from './messages.ts';

/** A line as it came from the board, Latin-1 and without its line end, and what it says. */
export interface ParsedLine {
  readonly text: string;
  readonly messages: readonly Message[];
}

/** No protocol line is longer: what is, is noise without line ends, and is given out in pieces. */
const maximumLineLength = 65_536;

/**
 * Cuts the bytes of a board into lines and these into messages. The same bytes give the same lines in whatever chunks
 * they come. Lines end with CR LF, LF or CR; empty ones are passed over. Tokens are searched within a line and never
 * anchored, because boards glue echoes and text of their own to them; NUL bytes are survived anywhere.
 */
export class MessageParser {
  #partial = '';

  /** Takes the next bytes and returns the lines that they complete. */
  push(bytes: Uint8Array): ParsedLine[] {
    const lines: ParsedLine[] = [];
    const text = this.#partial + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    let start = 0;
    for (let index = this.#partial.length; index < text.length; index++) {
      const code = text.charCodeAt(index);
      const ends = code === 10 || code === 13;
      if (!ends && index - start < maximumLineLength) continue;
      if (index > start) lines.push(parseLine(text.slice(start, index)));
      start = ends ? index + 1 : index;
    }
    this.#partial = text.slice(start);
    return lines;
  }

  /** What has come since the last line end. */
  get unfinishedLine(): string {
    return this.#partial;
  }

  /** Forgets an unfinished line. */
  reset(): void {
    this.#partial = '';
  }
}

const ready: Message = { kind: 'ready' };
const readyLine: readonly Message[] = [ready];

/** Every token of the protocol, in one alternation: the first match from the left wins, so an `e-[…]` hides what it quotes. */
const tokens = new RegExp(
  [
    String.raw`e-\[(?<error>[^\]]*)\]?`,
    String.raw`m-(?<ready>ready)`,
    String.raw`m-lap-us-(?<lap>\d+)`,
    String.raw`m-results-\[(?<results>[^\]]*)\]`,
    String.raw`m-warmup-start-(?<warmupStart>\d+)`,
    String.raw`m-(?<warmupDone>warmup-done)`,
    String.raw`m-infer-start-(?<inferStart>\d+)`,
    String.raw`m-(?<inferDone>infer-done)`,
    String.raw`m-\[Expecting (?<expecting>\d+) bytes\]`,
    String.raw`m-(?<loadDone>load-done)`,
    String.raw`m-buffer-(?<buffer>[0-9a-fA-F]{2}(?:-[0-9a-fA-F]{2})*)`,
    String.raw`m-name-dut-\[(?<name>[^\]]*)\]`,
    String.raw`m-profile-\[(?<profile>[^\]]*)\]`,
    String.raw`m-model-\[(?<model>[^\]]*)\]`,
    String.raw`m-cap-\[(?<capabilities>[^\]]*)\]`,
    String.raw`m-timestamp-mode-(?<mode>performance|energy)`,
    String.raw`m-(?<initDone>init-done)`,
  ].join('|'),
  'g',
);

function parseLine(text: string): ParsedLine {
  if (text === 'm-ready') return { text, messages: readyLine };
  const clean = text.includes('\0') ? text.replaceAll('\0', '') : text;
  const messages: Message[] = [];
  let end = 0;
  for (const match of clean.matchAll(tokens)) {
    addText(messages, clean.slice(end, match.index));
    messages.push(toMessage(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  addText(messages, clean.slice(end));
  return { text, messages };
}

function addText(messages: Message[], text: string): void {
  const trimmed = text.trim();
  if (trimmed !== '') messages.push({ kind: 'text', text: trimmed });
}

function toMessage(groups: Record<string, string | undefined>): Message {
  const { error, lap, results, warmupStart, inferStart, expecting, buffer, name, profile, model, capabilities, mode } =
    groups;
  if (groups['ready'] !== undefined) return ready;
  if (lap !== undefined) return { kind: 'lap', lapUs: Number(lap) };
  if (error !== undefined) return { kind: 'error', text: error };
  if (results !== undefined) return { kind: 'results', values: parseValues(results) };
  if (warmupStart !== undefined) return { kind: 'warmup-start', iterations: Number(warmupStart) };
  if (groups['warmupDone'] !== undefined) return { kind: 'warmup-done' };
  if (inferStart !== undefined) return { kind: 'infer-start', iterations: Number(inferStart) };
  if (groups['inferDone'] !== undefined) return { kind: 'infer-done' };
  if (expecting !== undefined) return { kind: 'expecting', bytes: Number(expecting) };
  if (groups['loadDone'] !== undefined) return { kind: 'load-done' };
  if (buffer !== undefined) return { kind: 'buffer', bytes: Buffer.from(buffer.replaceAll('-', ''), 'hex') };
  if (name !== undefined) return { kind: 'name', name };
  if (profile !== undefined) return { kind: 'profile', profile };
  if (model !== undefined) return { kind: 'model', model };
  if (capabilities !== undefined) return { kind: 'capabilities', capabilities: capabilities.split(',') };
  if (mode !== undefined) return { kind: 'timestamp-mode', mode: mode === 'energy' ? 'energy' : 'performance' };
  return { kind: 'init-done' };
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Numbers between commas; what is none (`nan`, an empty place, a garbled digit) is null. */
function parseValues(list: string): (number | null)[] {
  if (list.trim() === '') return [];
  return list.split(',').map((item) => {
    const value = item.trim();
    return number.test(value) ? Number(value) : null;
  });
}
