import type { BuiltInSample } from '../built-in-workload.ts';
import { Canvas } from '../drawing/canvas.ts';
import type { Placement } from '../drawing/figure.ts';
import { Figure } from '../drawing/figure.ts';
import { Random } from '../random.ts';
import { drawPerson } from './person.ts';
import { drawThing, paintScene } from './scenery.ts';

const PIXELS = 96;
const PERSON = 1;

/** Picture `index` of the set named by `seed`: a scene, with a person in every other one. */
export function generateScene(seed: number, index: number): BuiltInSample {
  const random = new Random(seed, index, 0x77);
  const label = index % 2;
  const canvas = new Canvas(PIXELS, PIXELS);
  const horizon = paintScene(canvas, random);
  const things = random.below(3) + (label === PERSON ? 0 : 1);
  const before = label === PERSON ? random.below(2) : 0;
  for (let count = things - before; count > 0; count--) {
    drawThing(new Figure(canvas, standing(random, horizon, random.between(0.08, 0.32))), random);
  }
  if (label === PERSON) drawPerson(new Figure(canvas, standing(random, horizon, random.between(0.32, 0.56))), random);
  for (let count = before; count > 0; count--) {
    drawThing(new Figure(canvas, standing(random, horizon, random.between(0.08, 0.2))), random);
  }
  canvas.expose(random.between(0.7, 1.15), random.between(-0.1, 0.1));
  canvas.degrade(random, random.between(0.01, 0.06), random.between(0, 0.6));
  return { label, input: canvas.toBytes() };
}

/** A place on the ground for what is `size` from its middle to its foot. */
function standing(random: Random, horizon: number, size: number): Placement {
  const foot = random.between(Math.max(horizon, 0.55), 1.05);
  return {
    centre: [random.between(0.1, 0.9), Math.max(foot - size, size * 0.7)],
    size,
    tallness: random.between(0.85, 1.15),
    turned: random.between(-0.02, 0.02),
    mirrored: random.chance(0.5),
  };
}
