import type { Board, Reserve } from '../../workloads/boards/board.ts';
import type { BoardEstimates, Estimate } from '../../workloads/boards/estimate.ts';
import type { BoardFit, MemoryFit } from '../../workloads/boards/fit.ts';
import type { ModelProfile } from '../../workloads/models/profile/profile.ts';
import { barLegend, memoryBar } from './memory-bar.ts';
import { formatTable } from './output.ts';

/** What was found out about a model on one board. */
export interface ProfiledBoard {
  readonly board: Board;
  readonly reserve: Reserve;
  readonly fit: BoardFit;
  readonly estimates: BoardEstimates;
}

/** What a model costs, for people. */
export function profileLines(file: string, profile: ModelProfile): string[] {
  const { operators, flash, peak, runtimeState } = profile;
  const rows = operators.map((operator) => [
    String(operator.index),
    operator.operator,
    count(operator.macs),
    count(operator.parameters),
    operator.outputShape.join('×'),
    count(operator.outputBytes),
    `${(operator.timeShare * 100).toFixed(1)} %`,
  ]);
  const total = ['', 'total', count(profile.macs), count(profile.parameters), '', '', '100.0 %'];
  const uncounted = profile.uncountedOperators.join(', ');
  return [
    `${file}: ${profile.precision === 'other' ? 'neither int8 nor float32' : profile.precision}`,
    '',
    ...formatTable(['#', 'operator', 'MACs', 'parameters', 'output', 'bytes', 'time'], [...rows, total]),
    `MACs are multiply-accumulates, padding included. Time: estimate of a ${profile.timeCore} cycle model${profile.precision === 'int8' ? '' : ' for int8, rougher here'}.`,
    ...(uncounted === '' ? [] : [`Not counted: the multiply-accumulates of ${uncounted}.`]),
    '',
    `Flash: ${count(profile.flashBytes)} bytes`,
    ...formatTable(
      ['part', 'bytes', 'how', 'from'],
      flash.map(({ name, bytes, how, source }) => [name, count(bytes), how, source]),
    ).map((line) => `  ${line}`),
    '',
    `Activations: ${count(profile.peakActivationBytes)} bytes at their peak, as a greedy planner lays them out`,
    '  (the largest tensor first, aligned to 16 bytes, as TensorFlow Lite Micro does).',
    `  Most are alive at operator ${peak.operatorIndex} (${peak.operator}): ${count(peak.aliveBytes)} bytes in`,
    ...peak.tensors.map(
      ({ index, name, type, shape, bytes }) =>
        `    tensor ${index}: ${count(bytes)} bytes, ${type} ${shape.join('×')}, ${shortened(name)}`,
    ),
    `  Besides, the runtime keeps about ${count(runtimeState.bytes)} bytes (estimated: ${runtimeState.source}).`,
  ];
}

/** One board in full. */
export function boardLines(profiled: ProfiledBoard): string[] {
  const { board, fit, estimates, reserve } = profiled;
  const facts = [board.processor, board.mhz === null ? null : `${board.mhz} MHz`].filter((fact) => fact !== null);
  return [
    [board.name, ...facts].join(', '),
    ...(board.source === null ? [] : [`  from: ${board.source}`]),
    ...(board.note === null ? [] : [`  note: ${board.note}`]),
    ...memoryLines('SRAM', fit.sram),
    ...memoryLines('flash', fit.flash),
    `  ${barLegend}`,
    `  reserved (${reserve.source}): ${size(reserve.sramBytes)} of SRAM, ${size(reserve.flashBytes)} of flash;`,
    '  say what yours takes with --reserve-sram and --reserve-flash.',
    '',
    `  Latency: ${estimateText(estimates.latencyUs, 'µs')}`,
    `  Energy:  ${estimateText(estimates.energyUj, 'µJ')}`,
    '',
    { true: 'It fits.', false: 'It does not fit.', null: 'Whether it fits is not known.' }[`${fit.fits}`],
  ];
}

/** Every board, two lines each. */
export function boardTable(profiled: readonly ProfiledBoard[]): string[] {
  const width = Math.max(...profiled.map(({ board }) => board.id.length));
  const reserve = profiled[0]?.reserve;
  return [
    ...profiled.flatMap(({ board, fit, estimates }) => [
      `${board.id.padEnd(width)}  SRAM  ${memoryBar(fit.sram)} ${memoryText(fit.sram)}`,
      `${verdict(fit.fits).padEnd(width)}  flash ${memoryBar(fit.flash)} ${memoryText(fit.flash)}`,
      `${''.padEnd(width)}  ${shortEstimates(estimates)}`,
    ]),
    barLegend,
    `Reserved (${reserve?.source ?? ''}): ${size(reserve?.sramBytes ?? 0)} of SRAM, ${size(reserve?.flashBytes ?? 0)} of flash.`,
    'Where the estimates come from: --board NAME.',
  ];
}

function memoryLines(name: string, fit: MemoryFit): string[] {
  const parts = fit.parts.map((part) => `${part.name} ${count(part.bytes)}`).join(' + ');
  return [
    `  ${name.padEnd(5)} ${memoryBar(fit)} ${memoryText(fit)}`,
    `        ${parts} = ${count(fit.neededBytes)} bytes`,
  ];
}

function memoryText({ neededBytes, capacityBytes }: MemoryFit): string {
  if (capacityBytes === null) return `${size(neededBytes)} of an unknown size`;
  return `${size(neededBytes)} of ${size(capacityBytes)}, ${Math.round((neededBytes / capacityBytes) * 100)} %`;
}

function verdict(fits: boolean | null): string {
  if (fits === null) return '  not known';
  return fits ? '  fits' : '  does not fit';
}

function shortEstimates({ latencyUs, energyUj }: BoardEstimates): string {
  const parts = [
    latencyUs === null ? 'latency unknown' : `latency ${rangeText(latencyUs, 'µs')}`,
    energyUj === null ? 'energy unknown' : `energy ${rangeText(energyUj, 'µJ')}`,
  ];
  return `estimate: ${parts.join('; ')}`;
}

function estimateText(estimate: Estimate | null, unit: 'µs' | 'µJ'): string {
  if (estimate === null) return 'no estimate: nothing was published that it could come from';
  return `${rangeText(estimate, unit)}\n    (${estimate.basis})`;
}

function rangeText({ low, typical, high }: Estimate, unit: 'µs' | 'µJ'): string {
  return `about ${scaled(typical, unit)} (${scaled(low, unit)} to ${scaled(high, unit)})`;
}

/** Two or three digits: an estimate has no more. */
function scaled(value: number, unit: 'µs' | 'µJ'): string {
  const large = unit === 'µs' ? 'ms' : 'mJ';
  const [amount, name] = value < 1000 ? [value, unit] : [value / 1000, large];
  return `${Number(amount.toPrecision(amount < 10 ? 2 : 3))} ${name}`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 10_000 ? `${Number(kib.toFixed(kib < 100 ? 1 : 0))} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

/** Names that converters make of several layers can be hundreds of characters long. */
function shortened(name: string): string {
  const first = name.split(';')[0] ?? '';
  return first.length > 60 ? `…${first.slice(-59)}` : first;
}
