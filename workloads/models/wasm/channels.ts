import type { Requantisation } from '../kernels/kernel-set.ts';
import type { Halves } from '../kernels/requantise.ts';
import type { KernelMemory } from './memory.ts';

/** Channels that the kernels compute at once. */
export const blockChannels = 8;

/** The requantisation of one channel as `requantise` in assembly/ wants it. */
export interface ChannelRequantisation {
  readonly multiplier: number;
  /** 2^(31 − n) for a shift by n to the right, 0 for none. */
  readonly shift: number;
  /** −1 where halves of negative numbers go downward. */
  readonly sign: number;
}

/**
 * Whether the vector kernels can compute it: no shifts to the left. Only factors of 1 and more need them, and those of
 * trained models are smaller.
 */
export function isVectorisable({ exponents }: Requantisation): boolean {
  return exponents.every((exponent) => exponent <= 0 && exponent >= -31);
}

export function channelRequantisation(
  { multipliers, exponents }: Requantisation,
  channel: number,
  halves: Halves,
): ChannelRequantisation {
  const exponent = exponents[channel] ?? 0;
  return {
    multiplier: multipliers[channel] ?? 0,
    shift: exponent === 0 ? 0 : 2 ** (31 + exponent),
    sign: halves === 'away-from-zero' && exponent < 0 ? -1 : 0,
  };
}

/**
 * Bias and requantisation of all channels, in blocks of eight: bias, multipliers, shifts and signs, eight of each.
 * @returns the address
 */
export function packChannels(
  memory: KernelMemory,
  bias: ArrayLike<number>,
  requantisation: Requantisation,
  halves: Halves,
): number {
  const blocks = Math.ceil(requantisation.multipliers.length / blockChannels);
  const words = new Int32Array(blocks * blockChannels * 4);
  for (let channel = 0; channel < requantisation.multipliers.length; channel += 1) {
    const { multiplier, shift, sign } = channelRequantisation(requantisation, channel, halves);
    const lane = channel % blockChannels;
    const at = (channel - lane) * 4 + lane;
    words[at] = bias[channel] ?? 0;
    words[at + blockChannels] = multiplier;
    words[at + 2 * blockChannels] = shift;
    words[at + 3 * blockChannels] = sign;
  }
  return memory.addressOf(memory.copyWords(words));
}
