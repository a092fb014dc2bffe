import type { IncomingMessage } from 'node:http';
import { asError } from '../../harness/clock.ts';

/** Whether a value of JSON is an object with members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Error where it breaks off or is longer */
export async function readText(answer: IncomingMessage, mostBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) {
      answer.destroy();
      throw new Error(`the answer is longer than ${mostBytes} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts, bytes).toString('utf8');
}

/** @throws Error where it is none */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`the answer is no JSON (${asError(cause).message.slice(0, 80)})`, { cause });
  }
}
