import { InvalidArgumentError } from 'commander';
import { rounds } from '../../submissions/submission.ts';
import type { Round } from '../../submissions/submission.ts';

/** A round by its name, with or without the v. */
export function roundOption(text: string): Round {
  const round = rounds.find((name) => name === text || name === `v${text}`);
  if (round === undefined) throw new InvalidArgumentError(`It must be one of ${rounds.join(', ')}.`);
  return round;
}
