import type { BytesPart } from '../models/profile/runtime.ts';
import type { ModelProfile } from '../models/profile/profile.ts';
import type { Board, Reserve } from './board.ts';

/** What fills one memory of a board. */
export interface MemoryFit {
  /** From the bottom up. */
  readonly parts: readonly Pick<BytesPart, 'name' | 'bytes'>[];
  readonly neededBytes: number;
  /** Null where it is not known. */
  readonly capacityBytes: number | null;
  /** Null where the capacity is not known. */
  readonly fits: boolean | null;
}

export interface BoardFit {
  readonly sram: MemoryFit;
  readonly flash: MemoryFit;
  /** False where either memory is too small; null where none is known to be, and one is not known. */
  readonly fits: boolean | null;
}

/** Whether a model with its runtime, the operating system and other buffers fits a board. */
export function fitBoard(profile: ModelProfile, board: Board, reserve: Reserve): BoardFit {
  const code = profile.flash.find(({ name }) => name === 'runtime code')?.bytes ?? 0;
  const sram = fitMemory(board.sramBytes, [
    { name: 'reserve', bytes: reserve.sramBytes },
    { name: 'runtime', bytes: profile.runtimeState.bytes },
    { name: 'activations', bytes: profile.peakActivationBytes },
  ]);
  const flash = fitMemory(board.flashBytes, [
    { name: 'reserve', bytes: reserve.flashBytes },
    { name: 'runtime', bytes: code },
    { name: 'model', bytes: profile.flashBytes - code },
  ]);
  if (sram.fits === false || flash.fits === false) return { sram, flash, fits: false };
  return { sram, flash, fits: sram.fits === null || flash.fits === null ? null : true };
}

function fitMemory(capacityBytes: number | null, parts: MemoryFit['parts']): MemoryFit {
  const neededBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return { parts, neededBytes, capacityBytes, fits: capacityBytes === null ? null : neededBytes <= capacityBytes };
}
