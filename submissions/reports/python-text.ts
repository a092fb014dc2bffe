/** A number as Python prints a float: `22.85`, `22.0`. */
export function pythonFloat(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

/** A value of JSON as Python prints it, which is what the official summary holds of objects: `{'name': ''}`. */
export function pythonText(json: string): string {
  try {
    return literal(JSON.parse(json) as unknown);
  } catch {
    return json;
  }
}

function literal(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return '';
  const pairs = Object.entries(value).map(([name, inner]) => `${quoted(name)}: ${literal(inner)}`);
  return `{${pairs.join(', ')}}`;
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}
