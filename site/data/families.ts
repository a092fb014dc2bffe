/** Processors that are chosen by their name, the first that fits counts. */
const cores: readonly (readonly [pattern: RegExp, name: (found: RegExpMatchArray) => string])[] = [
  [/cortex\W{0,3}([amr]\d{1,2}\+?)/i, ([, model = '']) => `Cortex-${model.toUpperCase()}`],
  [/risc-?v/i, () => 'RISC-V'],
  [/hifi\s?(\d)/i, ([, model = '']) => `HiFi ${model}`],
  [/rh850/i, () => 'RH850'],
  [/xtensa|\blx[67]\b/i, () => 'Xtensa'],
  [/kryo/i, () => 'Kryo'],
  [/oryon/i, () => 'Oryon'],
];

const frameworks: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/x-?cube-?ai/i, 'X-CUBE-AI'],
  [/st\s?edge\s?-?ai/i, 'ST Edge AI'],
  [/tensor\s?flow\s?-?lite|tflite|tflm|litert/i, 'TensorFlow Lite'],
  [/\bhale\b/i, 'Bosch HALE'],
  [/plumerai/i, 'Plumerai'],
  [/tvm/i, 'microTVM'],
];

const longestName = 40;

/** A processor's kind from its description, for choosing by it: `Cortex-M4`; the description where none is known. */
export function coreName(processor: string | null): string | null {
  for (const [pattern, name] of cores) {
    const found = processor?.match(pattern);
    if (found != null) return name(found);
  }
  return shortName(processor);
}

/** A framework without its version, for choosing by it: `X-CUBE-AI`. */
export function frameworkName(framework: string | null): string | null {
  const known = frameworks.find(([pattern]) => pattern.test(framework ?? ''));
  return known?.[1] ?? shortName(framework);
}

function shortName(text: string | null): string | null {
  const name = (text ?? '').replace(/[,;(='].*$/s, '').trim();
  const isNone = /^(n\/?a|none|no|-|unknown)?\.?$/i.test(name);
  return isNone ? null : name.slice(0, longestName);
}
