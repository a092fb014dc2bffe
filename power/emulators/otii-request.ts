/** What a request to the Otii server brings along. */
export type OtiiRequestData = Readonly<Record<string, unknown>>;

/** What the server answers where a request is at fault: an error code, and what it says about it. */
export class OtiiRefusal extends Error {
  readonly code: string;
  readonly data: OtiiRequestData;

  constructor(code: string, data: OtiiRequestData = {}) {
    super(code);
    this.code = code;
    this.data = data;
  }
}

/** A line from the host; undefined where it is no request. */
export function readRequest(
  line: string,
): { readonly command: string; readonly transId: string | undefined; readonly data: OtiiRequestData } | undefined {
  try {
    const request: unknown = JSON.parse(line);
    if (!isObject(request) || typeof request['cmd'] !== 'string') return undefined;
    const { cmd, trans_id: transId, data } = request;
    return {
      command: cmd,
      transId: typeof transId === 'string' ? transId : undefined,
      data: isObject(data) ? data : {},
    };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is OtiiRequestData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function numberOf(data: OtiiRequestData, key: string, least: number, most: number): number {
  const value = data[key];
  if (typeof value !== 'number') throw new OtiiRefusal('Missing key in request', { key });
  if (value < least || value > most) throw new OtiiRefusal('Invalid key value', { key, value });
  return value;
}

export function booleanOf(data: OtiiRequestData, key: string): boolean {
  const value = data[key];
  if (typeof value !== 'boolean') throw new OtiiRefusal('Missing key in request', { key });
  return value;
}

export function textOf(data: OtiiRequestData, key: string): string {
  const value = data[key];
  if (typeof value !== 'string') throw new OtiiRefusal('Missing key in request', { key });
  return value;
}
