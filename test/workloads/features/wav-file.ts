/** How samples are written. */
export interface WavFormat {
  readonly code: 1 | 3;
  readonly bits: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** As WAVE_FORMAT_EXTENSIBLE, which names the code in a GUID. */
  readonly extensible?: boolean;
}

export const mono16: WavFormat = { code: 1, bits: 16, channels: 1, sampleRateHz: 16000 };

/** A WAV file of interleaved samples, full scale ±1, with a chunk of odd length that readers must step over. */
export function wavFile(format: WavFormat, samples: readonly number[]): Uint8Array {
  const { code, bits, channels, sampleRateHz, extensible = false } = format;
  const formatBytes = extensible ? 40 : 16;
  const sampleBytes = bits / 8;
  const dataBytes = samples.length * sampleBytes;
  const view = new DataView(new ArrayBuffer(12 + 8 + formatBytes + 8 + 4 + 8 + dataBytes));
  let at = 0;
  const text = (letters: string): void => {
    for (const letter of letters) view.setUint8(at++, letter.charCodeAt(0));
  };
  const chunk = (name: string, bytes: number): void => {
    text(name);
    view.setUint32(at, bytes, true);
    at += 4;
  };
  chunk('RIFF', view.byteLength - 8);
  text('WAVE');
  chunk('fmt ', formatBytes);
  view.setUint16(at, extensible ? 0xfffe : code, true);
  view.setUint16(at + 2, channels, true);
  view.setUint32(at + 4, sampleRateHz, true);
  view.setUint32(at + 8, sampleRateHz * channels * sampleBytes, true);
  view.setUint16(at + 12, channels * sampleBytes, true);
  view.setUint16(at + 14, bits, true);
  if (extensible) view.setUint16(at + 24, code, true);
  at += formatBytes;
  chunk('LIST', 3);
  text('abc\0');
  chunk('data', dataBytes);
  for (const sample of samples) {
    if (code === 3) {
      if (bits === 32) view.setFloat32(at, sample, true);
      else view.setFloat64(at, sample, true);
    } else {
      const value = Math.round(sample * 2 ** (bits - 1)) + (bits === 8 ? 128 : 0);
      for (let byte = 0; byte < sampleBytes; byte++) view.setUint8(at + byte, Math.floor(value / 256 ** byte) & 255);
    }
    at += sampleBytes;
  }
  return new Uint8Array(view.buffer);
}
