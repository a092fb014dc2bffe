import assert from 'node:assert/strict';
import { Canvas } from '../../../workloads/built-in/drawing/canvas.ts';
import type { Colour, Point } from '../../../workloads/built-in/drawing/canvas.ts';
import { Figure } from '../../../workloads/built-in/drawing/figure.ts';
import type { Placement } from '../../../workloads/built-in/drawing/figure.ts';
import { generatePicture } from '../../../workloads/built-in/ic01/generate.ts';
import { Random } from '../../../workloads/built-in/random.ts';
import { generateScene } from '../../../workloads/built-in/vww01/generate.ts';

const WHITE: Colour = [1, 1, 1];

/** The red of every pixel, row by row. */
function reds(canvas: Canvas): number[] {
  return [...canvas.toBytes()].filter((_, at) => at % 3 === 0);
}

function rectangle(left: number, top: number, right: number, bottom: number): Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

describe('A canvas', () => {
  it('paints whole pixels whole, and those on an edge by the part that is covered', () => {
    const canvas = new Canvas(4, 2);
    canvas.polygon(rectangle(0.25, 0.25, 0.625, 0.5), WHITE);
    assert.deepEqual(reds(canvas), [0, 0, 0, 0, 0, 255, 128, 0]);
    const half = new Canvas(2, 1);
    half.polygon(rectangle(0, 0, 1, 0.25), WHITE, 0.5);
    assert.deepEqual(reds(half), [64, 64]);
  });

  it('leaves out what lies beyond it', () => {
    const canvas = new Canvas(2, 2);
    canvas.polygon(rectangle(-5, -5, 0.5, 9), WHITE);
    canvas.polygon(rectangle(3, 3, 4, 4), WHITE);
    assert.deepEqual(reds(canvas), [255, 0, 255, 0]);
  });

  it('keeps a hole where a polygon covers itself twice', () => {
    const canvas = new Canvas(3, 3);
    canvas.polygon([...rectangle(0, 0, 1, 1), [0, 0], ...rectangle(1 / 3, 1 / 3, 2 / 3, 2 / 3), [1 / 3, 1 / 3]], WHITE);
    assert.deepEqual(reds(canvas), [255, 255, 255, 255, 0, 255, 255, 255, 255]);
  });

  it('fills from top to bottom, and gives red, green and blue side by side', () => {
    const canvas = new Canvas(1, 3);
    canvas.fill([0, 0.2, 1], [1, 0.2, 0]);
    assert.deepEqual([...canvas.toBytes()], [0, 51, 255, 128, 51, 128, 255, 51, 0]);
  });

  it('can be out of focus, noisy and badly lit, within bounds', () => {
    const canvas = new Canvas(3, 3);
    canvas.polygon(rectangle(1 / 3, 1 / 3, 2 / 3, 2 / 3), WHITE);
    canvas.degrade(new Random(1), 0, 1);
    assert.deepEqual(reds(canvas), [0, 64, 0, 64, 0, 64, 0, 64, 0]);
    canvas.expose(0, 0.1);
    assert.deepEqual(new Set(reds(canvas)), new Set([153]));
    canvas.degrade(new Random(1), 0.1, 0);
    assert.ok(reds(canvas).every((value) => Math.abs(value - 153) <= 26));
    assert.ok(new Set(reds(canvas)).size > 3);
  });
});

describe('A figure', () => {
  const placement: Placement = { centre: [0.5, 0.5], size: 0.5, tallness: 1, turned: 0, mirrored: false };

  /** Where a small square at the right of the figure lands. */
  function painted(changed: Partial<Placement>): number {
    const canvas = new Canvas(3, 3);
    new Figure(canvas, { ...placement, ...changed }).polygon(WHITE, ...rectangle(0.4, -0.2, 0.9, 0.2));
    return reds(canvas).findIndex((value) => value > 50);
  }

  it('stands where it is put, turned and mirrored', () => {
    assert.equal(painted({}), 5);
    assert.equal(painted({ mirrored: true }), 3);
    assert.equal(painted({ turned: 0.25 }), 7);
    assert.equal(painted({ turned: -0.25 }), 1);
    assert.equal(painted({ centre: [0.5, 1 / 6] }), 2);
  });

  it('has strokes and ellipses of the area that they should have', () => {
    const canvas = new Canvas(100, 100);
    const figure = new Figure(canvas, placement);
    figure.ellipse(WHITE, [0, 0], 0.5, 0.3, 0.1);
    const covered = reds(canvas).reduce((sum, value) => sum + value / 255, 0);
    // An ellipse of half axes 25 and 15 pixels, less what a polygon of 20 sides cuts off.
    assert.ok(Math.abs(covered - Math.PI * 25 * 15 * 0.9836) < 8, String(covered));
    const other = new Canvas(100, 100);
    new Figure(other, placement).stroke(WHITE, [-0.5, 0], [0.5, 0], 0.2);
    const stroked = reds(other).reduce((sum, value) => sum + value / 255, 0);
    assert.ok(Math.abs(stroked - (50 * 10 + Math.PI * 25)) < 8, String(stroked));
  });
});

describe('Drawn pictures', () => {
  it('take the classes in turn, each picture another', () => {
    const pictures = Array.from({ length: 20 }, (_, index) => generatePicture(4, index));
    assert.deepEqual(
      pictures.map(({ label }) => label),
      [...Array(20).keys()].map((index) => index % 10),
    );
    assert.notDeepEqual(pictures[0]?.input, pictures[10]?.input);
    assert.ok(pictures.every(({ input }) => input.length === 32 * 32 * 3));
    assert.deepEqual(generatePicture(4, 7), pictures[7]);
  });

  it('have a person in every other scene', () => {
    const scenes = Array.from({ length: 4 }, (_, index) => generateScene(4, index));
    assert.deepEqual(
      scenes.map(({ label }) => label),
      [0, 1, 0, 1],
    );
    assert.ok(scenes.every(({ input }) => input.length === 96 * 96 * 3));
  });
});
