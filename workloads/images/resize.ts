import type { Picture } from './picture.ts';

/** Tells values that are whole but for rounding from those just below. */
const ROUNDING = 1e-9;
/** The Gaussian is cut off so many standard deviations from its middle. */
const TRUNCATE = 4;

/** How an output position comes of inputs: of those from `first` on, by these weights. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Makes a picture of another size as the benchmark's script for visual wake words does
 * (buildPersonDetectionDatabase.py: `skimage.transform.resize(…, anti_aliasing=True)`, then times 255 and cut off to
 * whole numbers): along each axis a Gaussian of σ = (in ⁄ out − 1) ⁄ 2, where that is more than nothing, then linear
 * interpolation between pixel centres; borders are mirrored at the middle of the outermost pixel. The picture is
 * stretched, not cropped. A picture of that size already is left as it is.
 */
export function resizePicture(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const { channels, pixels } = picture;
  const [least, most] = rangeOf(pixels);
  const columns = Array.from({ length: width }, (_, at) => tapsOf(at, picture.width, width));
  const narrow = new Float64Array(width * picture.height * channels);
  for (let y = 0; y < picture.height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let tap = 0, at = (y * picture.width + first) * channels + channel; tap < weights.length; tap++) {
          sum += (weights[tap] ?? 0) * (pixels[at] ?? 0);
          at += channels;
        }
        narrow[(y * width + x) * channels + channel] = sum;
      }
    }
  }
  const resized = new Uint8Array(width * height * channels);
  const rowLength = width * channels;
  for (let y = 0; y < height; y++) {
    const { first, weights } = tapsOf(y, picture.height, height);
    for (let column = 0; column < rowLength; column++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) {
        sum += (weights[tap] ?? 0) * (narrow[(first + tap) * rowLength + column] ?? 0);
      }
      resized[y * rowLength + column] = Math.floor(Math.min(most, Math.max(least, sum)) + ROUNDING);
    }
  }
  return { width, height, channels, pixels: resized };
}

function tapsOf(position: number, inputs: number, outputs: number): Taps {
  const factor = inputs / outputs;
  const center = (position + 0.5) * factor - 0.5;
  const below = Math.floor(center);
  const gaussian = gaussianOf(Math.max(0, (factor - 1) / 2));
  const radius = (gaussian.length - 1) / 2;
  const weightOf = new Map<number, number>();
  for (const [neighbour, share] of [
    [below, 1 - (center - below)],
    [below + 1, center - below],
  ] as const) {
    if (share === 0) continue;
    for (const [place, weight] of gaussian.entries()) {
      // Mirrored twice, as the filter and the interpolation each see a mirrored picture.
      const at = mirrored(mirrored(neighbour, inputs) + place - radius, inputs);
      weightOf.set(at, (weightOf.get(at) ?? 0) + share * weight);
    }
  }
  const first = Math.min(...weightOf.keys());
  const last = Math.max(...weightOf.keys());
  return {
    first,
    weights: Float64Array.from({ length: last - first + 1 }, (_, tap) => weightOf.get(first + tap) ?? 0),
  };
}

/** Samples of a Gaussian that sum to 1, the middle one in the middle. */
function gaussianOf(sigma: number): number[] {
  const radius = Math.floor(TRUNCATE * sigma + 0.5);
  const samples = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    sigma === 0 ? 1 : Math.exp((-0.5 * (at - radius) ** 2) / sigma ** 2),
  );
  const sum = samples.reduce((total, sample) => total + sample, 0);
  return samples.map((sample) => sample / sum);
}

/** A position outside 0 to length − 1, mirrored at the middle of the outermost pixel: d c b | a b c d | c b a. */
function mirrored(position: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((position % period) + period) % period;
  return within < length ? within : period - within;
}

function rangeOf(pixels: Uint8Array): readonly [number, number] {
  let [least, most] = [255, 0];
  for (const pixel of pixels) {
    if (pixel < least) least = pixel;
    if (pixel > most) most = pixel;
  }
  return [least, most];
}
