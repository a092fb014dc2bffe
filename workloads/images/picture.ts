/** Pixels of 8 bits, row by row from the upper left corner, channels interleaved: red, green, blue, or grey alone. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Grey by the luma of Rec. 601, rounded. */
export function greyOf({ width, height, channels, pixels }: Picture): Picture {
  if (channels === 1) return { width, height, channels, pixels };
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(3 * at, 3 * at + 3);
    grey[at] = Math.round((299 * red + 587 * green + 114 * blue) / 1000);
  }
  return { width, height, channels: 1, pixels: grey };
}
