import { InvalidArgumentError } from 'commander';

/** A whole number from 1 on. */
export function countOption(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

/** Seconds, more than none; fractions are fine. */
export function secondsOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number of seconds above 0.');
  }
  return value;
}

/** `auto` or a whole number from 1 on. */
export function burstOption(text: string): number | 'auto' {
  return text === 'auto' ? 'auto' : countOption(text);
}

/** Volts, more than none and no more than any board takes. */
export function voltsOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > 60) {
    throw new InvalidArgumentError('It must be a number of volts above 0, as 3.0.');
  }
  return value;
}

/** The number of a TCP port; 0 for any that is free. */
export function portOption(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('It must be a port from 0 to 65535.');
  return port;
}
