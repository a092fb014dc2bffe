import type { Canvas, Colour } from '../drawing/canvas.ts';
import { mix, randomColour, shade } from '../drawing/canvas.ts';
import type { Figure } from '../drawing/figure.ts';
import type { Random } from '../random.ts';

/** Paints what is behind everything: a room or the open. Returns where its ground begins. */
export function paintScene(canvas: Canvas, random: Random): number {
  const horizon = random.between(0.35, 0.75);
  if (random.chance(0.5)) {
    const sky = mix([0.4, 0.62, 0.95], [0.88, 0.88, 0.88], random.between(0, 1));
    canvas.fill(sky, mix(sky, [1, 0.95, 0.85], 0.5));
    const ground = random.pick<Colour>([
      [0.3, 0.5, 0.2],
      [0.5, 0.5, 0.52],
      [0.78, 0.7, 0.52],
      [0.9, 0.92, 0.95],
    ]);
    box(canvas, -0.1, horizon, 1.1, 1.1, shade(ground, random.between(0.6, 1.1)));
    for (let count = random.below(4); count > 0; count--) building(canvas, random, horizon);
  } else {
    const wall = mix(mutedColour(random, 0.3, 1), [0.85, 0.82, 0.75], random.between(0.2, 0.9));
    canvas.fill(wall, shade(wall, 0.85));
    box(canvas, -0.1, horizon, 1.1, 1.1, mix(mutedColour(random, 0.2, 0.7), [0.5, 0.35, 0.2], 0.5));
    for (let count = random.below(3); count > 0; count--) frame(canvas, random, horizon);
  }
  return horizon;
}

/** One of the things that stand about where people are; some are as upright, as round-headed or as coloured as they. */
export function drawThing(figure: Figure, random: Random): void {
  random.pick([tree, lamp, coatRack, sign, vase, chair, cupboard, animal, hydrant, bottle] as const)(figure, random);
}

function box(canvas: Canvas, left: number, top: number, right: number, bottom: number, colour: Colour): void {
  canvas.polygon(
    [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ],
    colour,
  );
}

function building(canvas: Canvas, random: Random, horizon: number): void {
  const left = random.between(-0.2, 0.9);
  const [width, height] = [random.between(0.15, 0.5), random.between(0.1, 0.45)];
  const wall = mix(mutedColour(random, 0.2, 0.9), [0.6, 0.55, 0.5], 0.5);
  box(canvas, left, horizon - height, left + width, horizon, wall);
  const pane = shade(wall, random.between(0.5, 0.8));
  for (let x = left + 0.03; x < left + width - 0.05; x += 0.08) {
    for (let y = horizon - height + 0.03; y < horizon - 0.06; y += 0.09) box(canvas, x, y, x + 0.04, y + 0.05, pane);
  }
}

/** A picture, a window or a door on a wall. */
function frame(canvas: Canvas, random: Random, horizon: number): void {
  const left = random.between(0, 0.8);
  const [width, height] = [random.between(0.1, 0.3), random.between(0.1, 0.35)];
  const top = Math.max(0.03, horizon - height - random.between(0, 0.3));
  box(canvas, left, top, left + width, top + height, mutedColour(random, 0.1, 0.6));
  box(canvas, left + 0.02, top + 0.02, left + width - 0.02, top + height - 0.02, mutedColour(random, 0.4, 1));
}

function tree(figure: Figure, random: Random): void {
  const leaves: Colour = [random.between(0.1, 0.5), random.between(0.3, 0.6), random.between(0.05, 0.25)];
  figure.stroke([0.35, 0.23, 0.12], [0, 1], [random.between(-0.08, 0.08), -0.3], random.between(0.12, 0.22));
  for (let count = 3 + random.below(4); count > 0; count--) {
    const centre = [random.between(-0.35, 0.35), random.between(-0.8, -0.1)] as const;
    figure.circle(shade(leaves, random.between(0.7, 1.3)), centre, random.between(0.2, 0.4));
  }
}

function lamp(figure: Figure, random: Random): void {
  const pole = shade([0.5, 0.5, 0.5], random.between(0.2, 1.5));
  figure.stroke(pole, [0, 1], [0, -0.7], random.between(0.05, 0.14));
  if (random.chance(0.5)) figure.circle([1, 0.95, 0.75], [0, -0.82], random.between(0.12, 0.2));
  else figure.polygon(mutedColour(random, 0.4, 1), [-0.14, -0.95], [0.14, -0.95], [0.3, -0.55], [-0.3, -0.55]);
  figure.ellipse(pole, [0, 0.98], 0.2, 0.04);
}

/** A coat on a stand: clothes without anyone in them. */
function coatRack(figure: Figure, random: Random): void {
  figure.stroke([0.3, 0.2, 0.12], [0, 1], [0, -0.85], 0.07);
  const coat = mutedColour(random);
  const [top, bottom] = [random.between(-0.65, -0.45), random.between(0.1, 0.5)];
  figure.polygon(coat, [-0.2, top], [0.2, top], [0.28, bottom], [-0.28, bottom]);
  figure.stroke(shade(coat, 0.8), [0.2, top + 0.08], [0.27, bottom - 0.15], 0.1);
}

function sign(figure: Figure, random: Random): void {
  figure.stroke([0.55, 0.55, 0.57], [0, 1], [0, -0.6], 0.07);
  const colour = random.pick<Colour>([
    [0.85, 0.1, 0.1],
    [0.1, 0.3, 0.8],
    [0.95, 0.8, 0.1],
  ]);
  const radius = random.between(0.2, 0.32);
  figure.circle(colour, [0, -0.7], radius);
  figure.circle([0.97, 0.97, 0.97], [0, -0.7], radius * 0.6);
}

function vase(figure: Figure, random: Random): void {
  const clay = mutedColour(random);
  figure.ellipse(clay, [0, 0.6], random.between(0.2, 0.35), 0.4);
  figure.polygon(clay, [-0.12, 0], [0.12, 0], [0.14, 0.5], [-0.14, 0.5]);
  for (let count = 2 + random.below(4); count > 0; count--) {
    const [x, y] = [random.between(-0.35, 0.35), random.between(-0.9, -0.3)];
    figure.stroke([0.2, 0.5, 0.15], [0, 0], [x, y], 0.03);
    figure.circle(mutedColour(random, 0.3, 1), [x, y], random.between(0.06, 0.14));
  }
}

function chair(figure: Figure, random: Random): void {
  const wood = mix(mutedColour(random), [0.5, 0.32, 0.16], 0.5);
  for (const [x, top] of [
    [-0.35, -0.7],
    [0.35, 0.2],
    [-0.2, 0.2],
    [0.5, 0.1],
  ] as const) {
    figure.stroke(shade(wood, 0.7), [x, 1], [x, top], 0.09);
  }
  figure.polygon(wood, [-0.42, 0.1], [0.4, 0.1], [0.55, 0.25], [-0.3, 0.25]);
  figure.polygon(shade(wood, 1.2), [-0.42, -0.8], [-0.28, -0.75], [-0.26, 0.12], [-0.42, 0.12]);
}

function cupboard(figure: Figure, random: Random): void {
  const paint = mutedColour(random, 0.2, 0.9);
  const width = random.between(0.3, 0.6);
  const top = random.between(-0.9, 0);
  figure.polygon(paint, [-width, top], [width, top], [width, 1], [-width, 1]);
  figure.stroke(shade(paint, 0.6), [0, top], [0, 1], 0.03);
  for (const x of [-0.06, 0.06]) figure.circle([0.85, 0.75, 0.4], [x, (top + 1) / 2], 0.04);
}

/** A four-legged one, the colour of its coat now and then that of skin. */
function animal(figure: Figure, random: Random): void {
  const coat = mix([0.95, 0.8, 0.65], [0.2, 0.13, 0.1], random.between(0, 1));
  for (const x of [-0.5, -0.35, 0.3, 0.42]) figure.stroke(shade(coat, 0.8), [x, 0.5], [x, 1], 0.12);
  figure.ellipse(coat, [-0.05, 0.4], 0.6, 0.24);
  const y = random.between(-0.1, 0.2);
  figure.stroke(coat, [0.4, 0.35], [0.6, y], 0.24);
  figure.ellipse(coat, [0.7, y], 0.24, 0.17);
  figure.polygon(shade(coat, 0.7), [0.5, y - 0.05], [0.55, y - 0.32], [0.68, y - 0.12]);
  figure.stroke(coat, [-0.6, 0.35], [-0.85, random.between(-0.1, 0.5)], 0.1, 0.05);
}

function hydrant(figure: Figure, random: Random): void {
  const paint = random.chance(0.6) ? ([0.8, 0.15, 0.1] as const) : mutedColour(random);
  figure.polygon(paint, [-0.25, 1], [-0.2, -0.1], [0.2, -0.1], [0.25, 1]);
  figure.ellipse(paint, [0, -0.12], 0.22, 0.2);
  figure.stroke(shade(paint, 0.75), [-0.38, 0.3], [0.38, 0.3], 0.2);
}

function bottle(figure: Figure, random: Random): void {
  const glass = mutedColour(random);
  const width = random.between(0.2, 0.32);
  figure.polygon(glass, [-width, 1], [-width, -0.1], [-0.09, -0.45], [0.09, -0.45], [width, -0.1], [width, 1]);
  figure.stroke(glass, [0, -0.45], [0, -0.75], 0.18);
  figure.stroke(mutedColour(random), [0, -0.78], [0, -0.88], 0.2);
  figure.polygon(mutedColour(random, 0.5, 1), [-width, 0.2], [width, 0.2], [width, 0.65], [-width, 0.65]);
}

/** A colour of furniture, walls and wares: between a clear one and grey. */
function mutedColour(random: Random, darkest = 0.1, lightest = 0.9): Colour {
  const clear = randomColour(random, darkest, lightest);
  const grey = (clear[0] + clear[1] + clear[2]) / 3;
  return mix(clear, [grey, grey, grey], random.between(0.2, 0.9));
}
