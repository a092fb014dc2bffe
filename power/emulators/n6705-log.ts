import type { CircuitMemory } from './circuit-memory.ts';

interface LoggedChannel {
  readonly id: number;
  readonly model: string;
  readonly hasVolts: boolean;
  readonly hasCurrent: boolean;
}

/**
 * A data log as the N6705 stores it: a description in something like XML, a line end, eight bytes, and big-endian
 * float32 for each sample: of each channel the volts before the amperes, where they are logged.
 * @param measured the channel that measures the circuit; the others have nothing connected
 */
export function n6705Log(
  memory: CircuitMemory,
  log: { readonly periodS: number; readonly timeS: number; readonly measured: number },
  channels: readonly LoggedChannel[],
): Uint8Array {
  const { periodS, timeS, measured } = log;
  const head = Buffer.from(
    [
      '<dlog>',
      '<version>1.0</version>',
      ...channels.map(channelElement),
      '<frame>',
      '<sense_minmax>0</sense_minmax>',
      `<tint>${periodS.toExponential(6)}</tint>`,
      `<time>${timeS}</time>`,
      '<offset>0</offset>',
      '</frame>',
      '</dlog>\n',
    ].join('\n'),
    'latin1',
  );
  const columns = channels.flatMap(({ id, hasVolts, hasCurrent }) => [
    ...(hasVolts ? [id === measured ? (index: number) => memory.voltageV(index) : nothing] : []),
    ...(hasCurrent ? [id === measured ? (index: number) => memory.currentA(index) : nothing] : []),
  ]);
  const bytes = Buffer.alloc(head.length + 8 + memory.samples * columns.length * 4);
  bytes.set(head);
  let at = head.length + 8;
  for (let index = 0; index < memory.samples; index += 1) {
    for (const column of columns) at = bytes.writeFloatBE(column(index), at);
  }
  return bytes;
}

function nothing(): number {
  return 0;
}

/** The real ones hold elements whose names begin with a digit, so that no reader of XML takes them. */
function channelElement({ id, model, hasVolts, hasCurrent }: LoggedChannel): string {
  return [
    `<channel id="${id}">`,
    `<ident><model>${model}</model></ident>`,
    `<sense_volt>${hasVolts ? 1 : 0}</sense_volt>`,
    `<sense_curr>${hasCurrent ? 1 : 0}</sense_curr>`,
    '<range><1ua>0</1ua></range>',
    '</channel>',
  ].join('\n');
}
