export interface DlogContent {
  /** Seconds, as they stand in the description. */
  readonly interval?: string;
  readonly channels: readonly { readonly id: number; readonly volts: boolean; readonly amperes: boolean }[];
  /** The numbers as they are stored, sample by sample. */
  readonly numbers: readonly number[];
  readonly withMinima?: boolean;
}

/** A data log as an N6705 stores it. */
export function dlogOf({ interval = '0.001', channels, numbers, withMinima = false }: DlogContent): Uint8Array {
  const channel = ({ id, volts, amperes }: DlogContent['channels'][number]): string => `
\t<channel id="${id}">
\t\t<curr_trig_lev>0</curr_trig_lev>
\t\t<sense_volt>${volts ? 1 : 0}</sense_volt>
\t\t<sense_curr>${amperes ? 1 : 0}</sense_curr>
\t\t<ident>
\t\t\t<model>N6781A</model>
\t\t\t<option><1ua>0</1ua><2ua>0</2ua></option>
\t\t</ident>
\t</channel>`;
  const description = `<!-- N6700X dlog settings <sense_curr> -->
<dlog>${channels.map(channel).join('')}
\t<frame>
\t\t<sense_minmax>${withMinima ? 1 : 0}</sense_minmax>
\t\t<time>30</time>
\t\t<tint>${interval}</tint>
\t\t<date>"Wed Jan 25 17:47:22 2017"</date>
\t</frame>
\t<gui_chan id="1"><volt_trace>1</volt_trace></gui_chan>
</dlog>
`;
  const samples = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, k) => samples.writeFloatBE(number, 4 * k));
  return new Uint8Array(Buffer.concat([Buffer.from(description), Buffer.alloc(8), samples]));
}
