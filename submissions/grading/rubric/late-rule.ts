import type { Complaints } from './complaints.ts';
import type { LatePart } from './rubric-file.ts';
import type { LateRule } from './rubric.ts';

/** What lateness costs; null where the rubric says nothing of it, or not well enough. */
export function lateRuleOf(part: LatePart | undefined, complaints: Complaints): LateRule | null {
  const path = ['late'];
  if (part === undefined || !complaints.isSound(path)) return null;
  const deadline = readInstant(part.deadline);
  if (typeof deadline === 'string') complaints.add([...path, 'deadline'], deadline);
  const graceUs = complaints.quantity([...path, 'grace'], part.grace ?? 0, 'us');
  if (graceUs !== null && graceUs < 0) complaints.add([...path, 'grace'], 'is less than nothing');
  const sharePerDay = complaints.share([...path, 'per-day'], part['per-day'] ?? 0);
  if (typeof deadline === 'string' || graceUs === null || sharePerDay === null) return null;
  const mostDays = part['most-days'] ?? null;
  return { deadline, graceMinutes: graceUs / 60e6, sharePerDay, mostDays, lateWorse: part['late-worse'] ?? 'ignored' };
}

/**
 * An instant by ISO 8601 with its offset: without one it would be another instant wherever the program runs.
 * @returns the instant, or what is wrong
 */
export function readInstant(written: string): Date | string {
  const example = 'such as 2026-12-01T23:59+01:00';
  const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
    written.trim(),
  );
  if (found === null) return `must be a day and a time with an offset, ${example}`;
  const [, year, month, day, hour, minute, second = '00', offset] = found;
  if (offset === undefined) {
    return `needs an offset, ${example} (or Z for UTC): ${written.trim()} is another instant in every time zone`;
  }
  const local = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // The 31st of a shorter month would silently become the first of the next.
  const isThere = !Number.isNaN(local.getTime()) && local.getUTCDate() === Number(day) && Number(hour) < 24;
  const [hours, minutes] = offset === 'Z' ? [0, 0] : [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  if (!isThere || hours > 14 || minutes > 59) return `is no instant that there is: ${written.trim()}`;
  const aheadMs = (hours * 60 + minutes) * 60_000 * (offset.startsWith('-') ? -1 : 1);
  return new Date(local.getTime() - aheadMs);
}
