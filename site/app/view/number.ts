const thinSpace = '\u2009';

/** Three digits that count, whole numbers from a thousand on in groups: `0.213`, `12.3`, `20 236`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return '–';
  if (size === 0) return '0';
  if (size >= 999.5) return grouped(Math.round(value));
  const decimals = 2 - Math.floor(Math.log10(Number(size.toPrecision(3))));
  return minus(decimals > 6 ? value.toPrecision(3) : value.toFixed(Math.max(0, decimals)));
}

/** A value of a measure: shares with the decimals that rules and papers use, amounts with three digits that count. */
export function formatValue(value: number, unit: string): string {
  if (unit === '%') return minus(value.toFixed(1));
  if (unit === 'AUC') return minus(value.toFixed(3));
  if (unit === 'wrong') return grouped(value);
  return formatNumber(value);
}

/** A ratio of one or more: `1.31`, `12.3`, `1 200`. */
export function formatRatio(ratio: number): string {
  return ratio < 9.995 ? ratio.toFixed(2) : formatNumber(ratio);
}

/** As boards are described: `98.7 MHz`, `1.6 GHz`. */
export function formatClock(mhz: number): string {
  const [value, unit] = mhz >= 1000 ? [mhz / 1000, 'GHz'] : [mhz, 'MHz'];
  return `${Number(value.toPrecision(4))}\u00a0${unit}`;
}

function grouped(whole: number): string {
  return minus(String(whole).replaceAll(/\B(?=(\d{3})+$)/g, thinSpace));
}

function minus(text: string): string {
  return text.replace('-', '−');
}
