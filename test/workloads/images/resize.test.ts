import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Picture } from '../../../workloads/images/picture.ts';
import { greyOf } from '../../../workloads/images/picture.ts';
import { resizePicture } from '../../../workloads/images/resize.ts';

function pictureOf(width: number, height: number, value: (x: number, y: number, channel: number) => number): Picture {
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < pixels.length; at++) {
    const pixel = Math.floor(at / 3);
    pixels[at] = value(pixel % width, Math.floor(pixel / width), at % 3);
  }
  return { width, height, channels: 3, pixels };
}

/** A pixel beyond the border is the one as far within: scipy's mode "mirror". */
function mirror(at: number, length: number): number {
  let place = at;
  while (length > 1 && (place < 0 || place >= length)) place = place < 0 ? -place : 2 * (length - 1) - place;
  return length === 1 ? 0 : place;
}

/** What scipy's gaussian_filter1d gives for lines of numbers, written down from its documentation. */
function blurred(line: readonly number[], sigma: number): number[] {
  if (sigma <= 0) return [...line];
  const radius = Math.floor(4 * sigma + 0.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-((k - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((a, b) => a + b);
  return line.map((_, at) =>
    weights.reduce(
      (total, weight, k) => total + (weight / sum) * (line[mirror(at + k - radius, line.length)] ?? NaN),
      0,
    ),
  );
}

function interpolated(line: readonly number[], outputs: number): number[] {
  return Array.from({ length: outputs }, (_, at) => {
    const center = (at + 0.5) * (line.length / outputs) - 0.5;
    const below = Math.floor(center);
    const value = (place: number): number => line[mirror(place, line.length)] ?? NaN;
    return value(below) * (1 - (center - below)) + value(below + 1) * (center - below);
  });
}

function transposed(lines: readonly (readonly number[])[]): number[][] {
  return (lines[0] ?? []).map((_, column) => lines.map((line) => line[column] ?? NaN));
}

/** The four steps one after the other on one channel: blur down, blur across, interpolate down, interpolate across. */
function stepByStep({ width, height, pixels }: Picture, channel: number, toWidth: number, toHeight: number): number[] {
  let rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_column, x) => pixels[(y * width + x) * 3 + channel] ?? NaN),
  );
  rows = rows.map((row) => blurred(row, (width / toWidth - 1) / 2));
  rows = transposed(transposed(rows).map((column) => blurred(column, (height / toHeight - 1) / 2)));
  rows = rows.map((row) => interpolated(row, toWidth));
  return transposed(transposed(rows).map((column) => interpolated(column, toHeight))).flat();
}

describe('Resizing a picture', () => {
  it('leaves one of that size as it is', () => {
    const picture = pictureOf(5, 4, (x, y) => 40 * x + y);
    assert.equal(resizePicture(picture, 5, 4), picture);
  });

  it('keeps a plain picture plain, to any size', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (value, from, to) => {
        const { pixels } = resizePicture(
          pictureOf(from, 7, () => value),
          to,
          to,
        );
        assert.ok(pixels.every((pixel) => pixel === value));
        assert.equal(pixels.length, to * to * 3);
      }),
      { numRuns: 50 },
    );
  });

  it('is what filtering and interpolating one after the other give, cut off to whole numbers', () => {
    const size = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(size, size, size, size, fc.nat(1000), (width, height, toWidth, toHeight, seed) => {
        const picture = pictureOf(width, height, (x, y, c) => (seed + 37 * x * x + 91 * y + 53 * c * x * y) & 255);
        if (width === toWidth && height === toHeight) return;
        const { pixels } = resizePicture(picture, toWidth, toHeight);
        for (const channel of [0, 1, 2]) {
          for (const [at, exact] of stepByStep(picture, channel, toWidth, toHeight).entries()) {
            assert.equal(pixels[at * 3 + channel], Math.floor(exact + 1e-9), `pixel ${at}`);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('halves by the numbers worked out by hand', () => {
    // σ = ½ reaches 2 pixels either way, by weights of e^0, e^-2 and e^-8 over their sum.
    const weight = (distance: number): number => Math.exp(-2 * distance * distance);
    const sum = weight(0) + 2 * weight(1) + 2 * weight(2);
    const row = [0, 255, 0, 0];
    const blur = (at: number): number =>
      [-2, -1, 0, 1, 2].reduce((total, k) => total + (weight(k) / sum) * (row[mirror(at + k, 4)] ?? NaN), 0);
    const { pixels } = resizePicture(
      pictureOf(4, 1, (x) => row[x] ?? 0),
      2,
      1,
    );
    const expected = [(blur(0) + blur(1)) / 2, (blur(2) + blur(3)) / 2].map(Math.floor);
    assert.deepEqual([pixels[0], pixels[3]], expected);
    assert.deepEqual(expected, [127, 13]);
  });
});

describe('A grey picture', () => {
  it('weighs red, green and blue as Rec. 601 does', () => {
    const { channels, pixels } = greyOf(pictureOf(3, 1, (x, _, channel) => (x === channel ? 255 : 0)));
    assert.equal(channels, 1);
    assert.deepEqual([...pixels], [76, 150, 29]);
  });
});
