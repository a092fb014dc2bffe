import type { SystemDescription, SubmittedResult } from '../submission.ts';
import type { SystemRecord } from './results-file.ts';

/** What the rounds call a system's fields; some have other names in some rounds. */
const names = {
  board: ['Board Name'],
  soc: ['SoC Name'],
  processor: ['Processor(s) Name'],
  frequency: ['Processor(s) Frequencies'],
  accelerator: ['Accelerator'],
  framework: ['Inference Framework'],
  libraries: ['Software Libraries'],
  compiler: ['ML Model Compiler(s)', 'General Compiler(s)'],
  operatingSystem: ['Operating System'],
  quantization: ['Quantization Method'],
  memory: [
    'SoC Memory capacity (not including processor or accelerator)',
    'SoC Memory capacity',
    'Processor memory type and capacity',
    'Board Memory capacity (not including SoC, processor, or accelerator)',
  ],
  storage: ['SoC storage capacity', 'Processor storage type and capacity', 'Board storage capacity'],
} as const;

const longestFact = 160;

/** A number with its unit, which is at times cut short (`40M`), or with none. */
const frequencies = /(\d{1,9}(?:\.\d{1,6})?)\s*([GMk]?Hz|[GMk](?!\w)|(?![\w.]))/gi;

/** A system in few words, from its description; of what is not there only the name of its folder. */
export function systemRecord(
  { system, systemFile }: Pick<SubmittedResult, 'system' | 'systemFile'>,
  description: SystemDescription | null,
  deviceName: string | null,
): SystemRecord {
  const value = (name: string): string | null => {
    const text = description?.fields.get(name)?.value.trim().replaceAll(/\s+/g, ' ') ?? '';
    return text === '' ? null : text.slice(0, longestFact);
  };
  const fact = (field: keyof typeof names): string | null => {
    for (const name of names[field]) {
      const found = value(name);
      if (found !== null) return found;
    }
    return null;
  };
  const frequency = fact('frequency');
  return {
    name: system ?? deviceName,
    file: systemFile,
    ...{ board: fact('board'), soc: fact('soc'), processor: fact('processor') },
    ...{ frequency, clockMhz: highestMhz(frequency) },
    ...{ accelerator: noneIsNull(fact('accelerator')), framework: fact('framework'), libraries: fact('libraries') },
    ...{ compiler: fact('compiler'), operatingSystem: fact('operatingSystem'), quantization: fact('quantization') },
    ...{ memory: fact('memory'), storage: fact('storage'), availability: availabilityOf(value('Status')) },
  };
}

/** The highest frequency that a text names, in megahertz; a bare number counts as megahertz. */
export function highestMhz(text: string | null): number | null {
  let highest: number | null = null;
  for (const [, number = '', unit = ''] of (text ?? '').matchAll(frequencies)) {
    const factor = { g: 1e3, k: 1e-3, h: 1e-6 }[unit.charAt(0).toLowerCase()] ?? 1;
    const mhz = Number(number) * factor;
    if (mhz > (highest ?? 0)) highest = mhz;
  }
  return highest;
}

function noneIsNull(text: string | null): string | null {
  return text === null || /^(none|no|n\/?a|-)\.?$/i.test(text) ? null : text;
}

function availabilityOf(status: string | null): SystemRecord['availability'] {
  const lower = status?.toLowerCase() ?? '';
  if (/\b(rdi|research|internal)\b/.test(lower)) return 'rdi';
  if (lower.includes('preview')) return 'preview';
  return lower.includes('available') ? 'available' : null;
}
