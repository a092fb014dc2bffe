import type { Random } from '../random.ts';

/** Red, green and blue, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Across and down from the upper left corner, the width of the canvas being 1. */
export type Point = readonly [x: number, y: number];

/** Lines that a pixel's row is cut into to find how much of it is covered. */
const LINES_PER_PIXEL = 4;

/** A picture to paint on. Nothing but sums, products and square roots goes into it: it is the same everywhere. */
export class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #values: Float64Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#values = new Float64Array(3 * width * height);
  }

  /** Paints all of it, one colour at the top passing into another at the bottom. */
  fill(top: Colour, bottom: Colour = top): void {
    for (let row = 0; row < this.#height; row++) {
      const share = row / (this.#height - 1);
      for (let column = 0; column < this.#width; column++) this.#blend(row, column, mix(top, bottom, share), 1);
    }
  }

  /** Paints the inside of a polygon, by the even-odd rule; pixels on its edge in part. */
  polygon(points: readonly Point[], colour: Colour, opacity = 1): void {
    const scaled = points.map(([x, y]): Point => [x * this.#width, y * this.#width]);
    const rows = scaled.map(([, y]) => y);
    const first = Math.max(0, Math.floor(Math.min(...rows)));
    const last = Math.min(this.#height - 1, Math.floor(Math.max(...rows)));
    const coverage = new Float64Array(this.#width);
    for (let row = first; row <= last; row++) {
      coverage.fill(0);
      for (let line = 0; line < LINES_PER_PIXEL; line++) {
        const crossings = crossingsOf(scaled, row + (line + 0.5) / LINES_PER_PIXEL);
        for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
          addSpan(coverage, crossings[pair] ?? 0, crossings[pair + 1] ?? 0);
        }
      }
      for (const [column, covered] of coverage.entries()) {
        if (covered > 0) this.#blend(row, column, colour, (opacity * covered) / LINES_PER_PIXEL);
      }
    }
  }

  /** Adds noise to every value, and mixes each pixel with its neighbours as a lens out of focus does. */
  degrade(random: Random, noise: number, blur: number): void {
    const sharp = this.#values.slice();
    const at = (row: number, column: number, channel: number): number => {
      const y = Math.max(0, Math.min(this.#height - 1, row));
      const x = Math.max(0, Math.min(this.#width - 1, column));
      return sharp[3 * (y * this.#width + x) + channel] ?? 0;
    };
    for (let row = 0; row < this.#height; row++) {
      for (let column = 0; column < this.#width; column++) {
        for (let channel = 0; channel < 3; channel++) {
          const beside = at(row - 1, column, channel) + at(row + 1, column, channel);
          const around = (beside + at(row, column - 1, channel) + at(row, column + 1, channel)) / 4;
          this.#values[3 * (row * this.#width + column) + channel] =
            (1 - blur) * at(row, column, channel) + blur * around + random.between(-noise, noise);
        }
      }
    }
  }

  /** Moves all values towards grey or away from it, and up or down. */
  expose(contrast: number, brightness: number): void {
    for (let at = 0; at < this.#values.length; at++) {
      this.#values[at] = 0.5 + contrast * ((this.#values[at] ?? 0) - 0.5) + brightness;
    }
  }

  /** Row by row, red, green and blue of a pixel side by side, 0 to 255. */
  toBytes(): Uint8Array {
    return Uint8Array.from(this.#values, (value) => Math.floor(255 * Math.max(0, Math.min(1, value)) + 0.5));
  }

  #blend(row: number, column: number, colour: Colour, share: number): void {
    const at = 3 * (row * this.#width + column);
    for (const [channel, wanted] of colour.entries()) {
      const now = this.#values[at + channel] ?? 0;
      this.#values[at + channel] = now + share * (wanted - now);
    }
  }
}

/** Where a horizontal line meets the sides of a polygon, from left to right. */
function crossingsOf(points: readonly Point[], y: number): number[] {
  const crossings: number[] = [];
  let [fromX, fromY] = points.at(-1) ?? [0, 0];
  for (const [x, toY] of points) {
    if (fromY <= y !== toY <= y) crossings.push(fromX + ((y - fromY) / (toY - fromY)) * (x - fromX));
    [fromX, fromY] = [x, toY];
  }
  return crossings.sort((a, b) => a - b);
}

/** Adds to each pixel the part of it that lies between two places on a line. */
function addSpan(coverage: Float64Array, from: number, to: number): void {
  const last = Math.min(coverage.length - 1, Math.floor(to));
  for (let column = Math.max(0, Math.floor(from)); column <= last; column++) {
    const part = Math.min(to, column + 1) - Math.max(from, column);
    if (part > 0) coverage[column] = (coverage[column] ?? 0) + part;
  }
}

export function mix(from: Colour, to: Colour, share: number): Colour {
  return [
    from[0] + share * (to[0] - from[0]),
    from[1] + share * (to[1] - from[1]),
    from[2] + share * (to[2] - from[2]),
  ];
}

/** A colour a little lighter or darker than another. */
export function shade([red, green, blue]: Colour, factor: number): Colour {
  return [red * factor, green * factor, blue * factor];
}

/** Any colour between two corners of the colour cube. */
export function randomColour(random: Random, darkest = 0, lightest = 1): Colour {
  return [random.between(darkest, lightest), random.between(darkest, lightest), random.between(darkest, lightest)];
}
