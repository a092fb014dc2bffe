import type { BuiltInSample } from '../built-in-workload.ts';
import { Canvas, mix, randomColour } from '../drawing/canvas.ts';
import type { Colour } from '../drawing/canvas.ts';
import { Figure } from '../drawing/figure.ts';
import { Random } from '../random.ts';
import { things } from './things.ts';

const PIXELS = 32;

/** Picture `index` of the set named by `seed`: one of ten things somewhere, in some light; the classes take turns. */
export function generatePicture(seed: number, index: number): BuiltInSample {
  const random = new Random(seed, index, 0x1c);
  const label = index % things.length;
  const canvas = new Canvas(PIXELS, PIXELS);
  paintBackground(canvas, random);
  const size = random.between(0.32, 0.5);
  const slack = 0.5 - 0.75 * size;
  const figure = new Figure(canvas, {
    centre: [0.5 + random.between(-slack, slack), 0.5 + random.between(-slack, slack)],
    size,
    tallness: random.between(0.8, 1.2),
    turned: random.between(-0.06, 0.06),
    mirrored: random.chance(0.5),
  });
  things[label]?.(figure, random);
  if (random.chance(0.35)) paintInFront(canvas, random);
  canvas.expose(random.between(0.65, 1.15), random.between(-0.15, 0.15));
  canvas.degrade(random, random.between(0.01, 0.1), random.between(0, 0.6));
  return { label, input: canvas.toBytes() };
}

/** Sky over grass, road, water or sand, a wall over a floor, or any two colours: none belongs to a class. */
function paintBackground(canvas: Canvas, random: Random): void {
  const sky = mix([0.35, 0.6, 0.95], [0.85, 0.88, 0.92], random.between(0, 1));
  const ground: Colour = random.pick<Colour>([
    [0.3, 0.55, 0.2],
    [0.45, 0.45, 0.47],
    [0.15, 0.35, 0.6],
    [0.8, 0.7, 0.5],
    [0.9, 0.92, 0.95],
  ]);
  const outdoors = random.chance(0.6);
  const above = outdoors ? sky : randomColour(random);
  const below = outdoors ? mix(ground, randomColour(random), 0.2) : randomColour(random);
  canvas.fill(above, mix(above, below, random.between(0, 0.5)));
  const horizon = random.between(0.35, 1.05);
  canvas.polygon(
    [
      [0, horizon],
      [1, horizon + random.between(-0.12, 0.12)],
      [1, 1.2],
      [0, 1.2],
    ],
    below,
  );
  for (let count = random.below(5); count > 0; count--) {
    const [x, y] = [random.between(0, 1), random.between(0, 1)];
    const clutter = new Figure(canvas, {
      centre: [x, y],
      size: 0.1,
      tallness: 1,
      turned: random.between(0, 1),
      mirrored: false,
    });
    const colour = mix(below, randomColour(random), 0.5);
    if (random.chance(0.5)) clutter.ellipse(colour, [0, 0], random.between(0.3, 1.8), random.between(0.3, 1));
    else
      clutter.polygon(colour, [-1, -0.6], [random.between(0.2, 1.5), -0.6], [1, 0.7], [random.between(-1.5, 0), 0.7]);
  }
}

/** A branch, a post or a blade of grass before the thing. */
function paintInFront(canvas: Canvas, random: Random): void {
  const figure = new Figure(canvas, {
    centre: [random.between(0, 1), random.between(0, 1)],
    size: 0.5,
    tallness: 1,
    turned: random.between(0, 1),
    mirrored: false,
  });
  figure.stroke(
    randomColour(random, 0, 0.7),
    [-1, 0],
    [random.between(0, 1), random.between(-0.3, 0.3)],
    random.between(0.06, 0.2),
  );
}
