import type { Colour, Point } from '../drawing/canvas.ts';
import { randomColour, shade } from '../drawing/canvas.ts';
import type { Figure } from '../drawing/figure.ts';
import type { Random } from '../random.ts';

/** Draws a thing of one class, each time another. */
type Draw = (figure: Figure, random: Random) => void;

const BLACK: Colour = [0.06, 0.06, 0.07];
const GLASS: Colour = [0.55, 0.75, 0.85];

/** How the ten classes of ic01 are drawn, in their order. */
export const things: readonly Draw[] = [airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck];

function airplane(figure: Figure, random: Random): void {
  const body = random.chance(0.6) ? greyish(random, 0.6, 1) : randomColour(random);
  const sweep = random.between(0.15, 0.5);
  const wing = shade(body, random.between(0.65, 0.9));
  figure.polygon(wing, [0.1, 0], [-0.25 - sweep, -0.65], [-0.42 - sweep, -0.65], [-0.25, 0]);
  figure.ellipse(body, [0, 0], 0.95, random.between(0.11, 0.17));
  figure.polygon(body, [-0.65, 0], [-0.95, -0.42], [-0.8, -0.42], [-0.45, -0.05]);
  figure.polygon(wing, [0.15, 0.04], [-0.2 - sweep, 0.55], [-0.38 - sweep, 0.55], [-0.22, 0.04]);
  figure.ellipse(GLASS, [0.72, -0.04], 0.09, 0.05);
  if (random.chance(0.5)) figure.stroke(BLACK, [-0.1, 0.25], [0.08, 0.25], 0.09);
}

function automobile(figure: Figure, random: Random): void {
  const paint = randomColour(random);
  const [front, back] = [random.between(0.2, 0.5), random.between(-0.75, -0.4)];
  const roof = random.between(-0.5, -0.36);
  figure.polygon(shade(paint, 0.9), [back - 0.15, -0.05], [back, roof], [front - 0.2, roof], [front + 0.15, -0.05]);
  figure.polygon(GLASS, [back, -0.06], [back + 0.1, roof + 0.07], [front - 0.25, roof + 0.07], [front, -0.06]);
  figure.polygon(paint, [-0.95, 0.25], [-0.95, -0.05], [0.75, -0.08], [0.95, 0.05], [0.95, 0.25]);
  wheels(figure, [-0.55, 0.55], 0.26, random.between(0.17, 0.23));
  figure.circle([0.95, 0.9, 0.6], [0.88, 0.06], 0.06);
}

function truck(figure: Figure, random: Random): void {
  const paint = randomColour(random);
  const load = random.chance(0.5) ? greyish(random, 0.5, 1) : randomColour(random);
  const top = random.between(-0.75, -0.45);
  const cab = random.between(0.35, 0.5);
  figure.polygon(load, [-0.98, 0.2], [-0.98, top], [cab - 0.06, top], [cab - 0.06, 0.2]);
  figure.polygon(paint, [cab, 0.3], [cab, -0.35], [0.75, -0.35], [0.95, 0], [0.95, 0.3]);
  figure.polygon(GLASS, [cab + 0.12, -0.05], [cab + 0.12, -0.27], [0.72, -0.27], [0.85, -0.05]);
  figure.polygon(shade(BLACK, 2), [-0.98, 0.3], [-0.98, 0.2], [cab, 0.2], [cab, 0.3]);
  const axles = random.chance(0.5) ? [-0.75, -0.45, 0.66] : [-0.65, 0.66];
  wheels(figure, axles, 0.34, random.between(0.15, 0.2));
}

function wheels(figure: Figure, places: readonly number[], y: number, radius: number): void {
  for (const x of places) {
    figure.circle(BLACK, [x, y], radius);
    figure.circle([0.6, 0.6, 0.62], [x, y], radius * 0.45);
  }
}

function ship(figure: Figure, random: Random): void {
  const hull = randomColour(random, 0, 0.8);
  const depth = random.between(0.35, 0.55);
  if (random.chance(0.35)) {
    const sail = greyish(random, 0.75, 1);
    figure.stroke([0.35, 0.22, 0.1], [0, 0.1], [0, -0.9], 0.06);
    figure.polygon(sail, [0.05, -0.85], [0.05, 0], [random.between(0.45, 0.7), 0]);
    figure.polygon(shade(sail, 0.85), [-0.05, -0.7], [-0.05, 0], [random.between(-0.6, -0.35), 0]);
  } else {
    const house = greyish(random, 0.7, 1);
    const [left, right] = [random.between(-0.75, -0.4), random.between(0, 0.4)];
    figure.polygon(house, [left, 0.12], [left, -0.2], [right, -0.2], [right, 0.12]);
    figure.polygon(house, [left + 0.1, -0.2], [left + 0.1, -0.42], [right - 0.15, -0.42], [right - 0.15, -0.2]);
    const funnel = random.between(left + 0.2, right - 0.1);
    figure.polygon(randomColour(random), [funnel, -0.4], [funnel, -0.8], [funnel + 0.16, -0.8], [funnel + 0.16, -0.4]);
    if (random.chance(0.5)) figure.stroke(BLACK, [0.6, 0.1], [0.6, -0.5], 0.04);
  }
  figure.polygon(hull, [-0.98, 0.08], [0.98, 0.05], [0.72, depth], [-0.75, depth]);
  figure.polygon(shade(hull, 0.6), [-0.85, depth - 0.12], [0.8, depth - 0.12], [0.72, depth], [-0.75, depth]);
}

function bird(figure: Figure, random: Random): void {
  const feathers = random.chance(0.5) ? randomColour(random, 0.1, 1) : brownish(random);
  const belly = shade(feathers, random.between(1.1, 1.5));
  const tilt = random.between(-0.08, 0.06);
  figure.polygon(shade(feathers, 0.7), [-0.4, 0], [-0.98, random.between(-0.1, 0.3)], [-0.9, 0.32], [-0.35, 0.2]);
  const leg: Colour = [0.8, 0.5, 0.15];
  const foot = random.between(0.7, 0.9);
  figure.stroke(leg, [-0.05, 0.35], [0, foot], 0.06);
  figure.stroke(leg, [0.12, 0.35], [0.18, foot], 0.06);
  figure.ellipse(feathers, [0, 0.08], 0.52, 0.34, tilt);
  figure.ellipse(belly, [0.1, 0.2], 0.34, 0.2, tilt);
  const head: Point = [random.between(0.42, 0.55), random.between(-0.42, -0.25)];
  figure.circle(feathers, head, random.between(0.2, 0.26));
  const beak = random.between(0.15, 0.4);
  figure.polygon(
    leg,
    [head[0] + 0.14, head[1] - 0.1],
    [head[0] + 0.2 + beak, head[1] + 0.04],
    [head[0] + 0.14, head[1] + 0.12],
  );
  figure.circle(BLACK, [head[0] + 0.07, head[1] - 0.05], 0.05);
  figure.ellipse(shade(feathers, 0.75), [-0.1, 0.02], 0.36, random.between(0.14, 0.22), random.between(0.02, 0.1));
}

function cat(figure: Figure, random: Random): void {
  const fur = furColour(random);
  const dark = shade(fur, 0.7);
  const tail = random.between(-0.2, 0.3);
  figure.stroke(dark, [-0.3, 0.7], [-0.75, 0.5], 0.15);
  figure.stroke(dark, [-0.75, 0.5], [-0.8, tail], 0.14, 0.1);
  figure.ellipse(fur, [-0.05, 0.48], random.between(0.36, 0.46), 0.5);
  figure.stroke(fur, [0.1, 0.55], [0.15, 0.92], 0.16);
  figure.stroke(dark, [-0.12, 0.55], [-0.1, 0.92], 0.16);
  const [x, y] = [random.between(0, 0.15), random.between(-0.32, -0.2)];
  const ear = random.between(0.34, 0.46);
  figure.polygon(dark, [x - 0.38, y - 0.08], [x - 0.36, y - 0.2 - ear], [x - 0.06, y - 0.28]);
  figure.polygon(dark, [x + 0.38, y - 0.08], [x + 0.36, y - 0.2 - ear], [x + 0.06, y - 0.28]);
  figure.ellipse(fur, [x, y], 0.41, 0.35);
  const eye: Colour = random.pick<Colour>([
    [0.4, 0.75, 0.2],
    [0.85, 0.7, 0.1],
    [0.3, 0.6, 0.85],
  ]);
  for (const side of [-0.16, 0.16]) {
    figure.ellipse(eye, [x + side, y - 0.04], 0.09, 0.08);
    figure.ellipse(BLACK, [x + side, y - 0.04], 0.03, 0.08);
  }
  figure.polygon([0.85, 0.5, 0.5], [x - 0.06, y + 0.1], [x + 0.06, y + 0.1], [x, y + 0.17]);
}

function dog(figure: Figure, random: Random): void {
  const fur = furColour(random);
  const dark = shade(fur, random.between(0.5, 0.75));
  figure.stroke(dark, [-0.55, 0], [-0.85, random.between(-0.55, -0.1)], 0.13, 0.07);
  legs(figure, dark, fur, [-0.5, 0.3], 0.15, random.between(0.75, 0.9), 0.17);
  figure.ellipse(fur, [-0.1, 0.1], 0.58, random.between(0.25, 0.33));
  const [x, y] = [random.between(0.42, 0.52), random.between(-0.38, -0.22)];
  figure.stroke(fur, [0.3, 0.02], [x, y], 0.34);
  figure.circle(fur, [x, y], 0.28);
  figure.ellipse(shade(fur, 1.15), [x + 0.3, y + 0.1], 0.22, 0.14);
  figure.circle(BLACK, [x + 0.48, y + 0.04], 0.07);
  figure.circle(BLACK, [x + 0.12, y - 0.06], 0.05);
  figure.ellipse(dark, [x - 0.14, y + random.between(0, 0.1)], 0.13, random.between(0.22, 0.32), 0.04);
}

function deer(figure: Figure, random: Random): void {
  const coat: Colour = shade([0.62, 0.42, 0.22], random.between(0.7, 1.25));
  const dark = shade(coat, 0.7);
  legs(figure, dark, coat, [-0.48, 0.28], 0.2, 0.95, 0.09);
  figure.ellipse(coat, [-0.1, 0.12], 0.52, random.between(0.2, 0.26));
  figure.ellipse([0.95, 0.92, 0.85], [-0.6, 0.05], 0.08, 0.12);
  const [x, y] = [random.between(0.45, 0.6), random.between(-0.5, -0.38)];
  figure.stroke(coat, [0.28, 0.02], [x, y], 0.24, 0.15);
  figure.ellipse(coat, [x + 0.12, y], 0.22, 0.12, 0.06);
  figure.circle(BLACK, [x + 0.1, y - 0.04], 0.04);
  if (random.chance(0.75)) {
    const antler: Colour = [0.85, 0.78, 0.62];
    for (const lean of [-0.2, 0.12]) {
      figure.stroke(antler, [x, y - 0.08], [x + lean, y - 0.45], 0.06);
      figure.stroke(antler, [x + lean * 0.6, y - 0.28], [x + lean * 0.6 + 0.18, y - 0.42], 0.05);
      figure.stroke(antler, [x + lean * 0.8, y - 0.36], [x + lean * 0.8 - 0.15, y - 0.5], 0.05);
    }
  } else {
    figure.ellipse(dark, [x - 0.12, y - 0.14], 0.07, 0.16, 0.9);
  }
  if (random.chance(0.4)) for (const spot of [-0.4, -0.2, 0, 0.15]) figure.circle([0.9, 0.85, 0.7], [spot, 0.05], 0.04);
}

function horse(figure: Figure, random: Random): void {
  const coat = random.chance(0.7) ? brownish(random) : greyish(random, 0.15, 0.95);
  const dark = shade(coat, 0.75);
  const mane = shade(coat, random.pick([0.4, 0.5, 1.6] as const));
  figure.stroke(mane, [-0.62, -0.05], [-0.85, random.between(0.4, 0.65)], 0.18, 0.08);
  legs(figure, dark, coat, [-0.48, 0.28], 0.2, 0.95, 0.15);
  figure.ellipse(coat, [-0.12, 0.08], 0.56, random.between(0.28, 0.34));
  const [x, y] = [random.between(0.5, 0.62), random.between(-0.62, -0.42)];
  figure.stroke(mane, [0.15, -0.15], [x - 0.12, y - 0.06], 0.22);
  figure.stroke(coat, [0.25, 0], [x, y], 0.38, 0.24);
  figure.stroke(coat, [x, y], [x + 0.28, y + 0.3], 0.24, 0.17);
  figure.polygon(coat, [x - 0.1, y - 0.05], [x - 0.04, y - 0.27], [x + 0.05, y - 0.08]);
  figure.circle(BLACK, [x + 0.08, y + 0.02], 0.04);
}

function legs(
  figure: Figure,
  far: Colour,
  near: Colour,
  places: readonly number[],
  from: number,
  to: number,
  width: number,
): void {
  for (const x of places) figure.stroke(far, [x + 0.14, from], [x + 0.18, to], width);
  for (const x of places) figure.stroke(near, [x, from], [x - 0.03, to], width);
}

function frog(figure: Figure, random: Random): void {
  const skin: Colour = random.chance(0.75)
    ? [random.between(0.15, 0.45), random.between(0.5, 0.85), random.between(0.05, 0.3)]
    : brownish(random);
  const dark = shade(skin, 0.7);
  for (const side of [-1, 1]) {
    figure.ellipse(dark, [side * 0.62, 0.45], random.between(0.26, 0.34), 0.26, side * 0.06);
    figure.stroke(dark, [side * 0.6, 0.68], [side * 0.95, 0.76], 0.12);
    figure.stroke(skin, [side * 0.3, 0.45], [side * 0.36, 0.8], 0.13);
  }
  figure.ellipse(skin, [0, 0.28], random.between(0.55, 0.68), random.between(0.4, 0.5));
  figure.ellipse(shade(skin, 1.3), [0, 0.48], 0.4, 0.25);
  const wide = random.between(0.28, 0.38);
  for (const x of [-wide, wide]) {
    figure.circle(skin, [x, -0.18], 0.2);
    figure.circle([0.95, 0.9, 0.5], [x, -0.2], 0.12);
    figure.circle(BLACK, [x, -0.2], 0.06);
  }
  figure.stroke(dark, [-0.35, 0.16], [0.35, 0.16], 0.05);
}

function greyish(random: Random, darkest: number, lightest: number): Colour {
  const grey = random.between(darkest, lightest);
  return [grey, grey, grey * random.between(0.95, 1.05)];
}

function brownish(random: Random): Colour {
  return shade([0.7, random.between(0.38, 0.52), random.between(0.15, 0.3)], random.between(0.4, 1.2));
}

function furColour(random: Random): Colour {
  return random.chance(0.5) ? brownish(random) : greyish(random, 0.15, 0.95);
}
