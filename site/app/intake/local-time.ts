import { plainText } from '../../data/plain-text.ts';

/** `2026-03-09 14:05`, in the reader's time zone. */
export function timeText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return plainText(iso, 40);
  return localInput(time).replace('T', ' ');
}

/** `2026-03-09 19:05:30 UTC`, whoever reads it. */
export function utcText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return plainText(iso, 40);
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How far the reader's time is from that of the world, at a time: `UTC−05:00`. */
export function offsetText(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const two = (value: number): string => String(value).padStart(2, '0');
  const far = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(far / 60))}:${two(far % 60)}`;
}

/** Whose time an input takes: `your time, America/New_York (UTC−05:00 now)`. */
export function ownTimeText(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offset = offsetText(new Date());
  return zone === offset ? `your time, ${zone}` : `your time, ${zone} (${offset} now)`;
}

/** As a `datetime-local` input has it. */
export function localInput(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** What a `datetime-local` input says as ISO 8601; null: nothing. */
export function isoOfInput(value: string): string | null {
  const time = new Date(value);
  return value === '' || Number.isNaN(time.getTime()) ? null : time.toISOString();
}
