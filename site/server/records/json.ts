/** A character that PostgreSQL keeps in no text: NUL, or half of a pair. */
const unkeepable = /\0|\p{Surrogate}/gu;

/** A text as PostgreSQL can keep it: what strangers wrote may hold NUL or half a pair, which it refuses. */
export function keepable(text: string): string {
  return text.replace(unkeepable, '\ufffd');
}

/** A value for `$1::jsonb`, whatever texts are in it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) => {
    if (typeof each === 'string') return keepable(each);
    if (each === null || typeof each !== 'object' || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [keepable(name), inner as unknown]));
  });
}
