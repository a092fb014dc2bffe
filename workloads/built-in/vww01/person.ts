import type { Colour, Point } from '../drawing/canvas.ts';
import { mix, randomColour, shade } from '../drawing/canvas.ts';
import type { Figure } from '../drawing/figure.ts';
import { cosineOfTurns, sineOfTurns } from '../../features/portable-math.ts';
import type { Random } from '../random.ts';

/**
 * Draws a person from head to foot, each time dressed and posed otherwise. The figure's 1 is half of the person's
 * height.
 */
export function drawPerson(figure: Figure, random: Random): void {
  const skin = mix([0.98, 0.78, 0.62], [0.42, 0.26, 0.16], random.between(0, 1));
  const hair: Colour = random.pick<Colour>([
    [0.1, 0.08, 0.07],
    [0.35, 0.2, 0.1],
    [0.8, 0.65, 0.35],
    [0.6, 0.6, 0.6],
    [0.6, 0.25, 0.1],
  ]);
  const shirt = randomColour(random, 0.05, 0.95);
  const trousers = random.chance(0.6) ? shade(randomColour(random, 0.2, 0.6), 0.8) : randomColour(random);
  const shoes = randomColour(random, 0, 0.4);
  const lean = random.between(-0.06, 0.06);
  const shoulders: Point = [lean, -0.55];
  const hips: Point = [0, 0.05];
  const breadth = random.between(0.2, 0.28);

  for (const side of [-1, 1]) drawLeg(figure, random, hips, side, trousers, shoes);
  const arm = (side: number): void => {
    drawArm(figure, random, [shoulders[0] + side * breadth * 0.85, shoulders[1] + 0.06], side, shirt, skin);
  };
  arm(-1);
  if (random.chance(0.25)) {
    figure.polygon(shirt, [-0.15, -0.1], [0.15, -0.1], [0.32, 0.45], [-0.32, 0.45]);
  }
  figure.polygon(
    shirt,
    [shoulders[0] - breadth, shoulders[1]],
    [shoulders[0] + breadth, shoulders[1]],
    [hips[0] + breadth * 0.72, hips[1] + 0.06],
    [hips[0] - breadth * 0.72, hips[1] + 0.06],
  );
  arm(1);
  const head: Point = [shoulders[0] + lean, shoulders[1] - 0.25];
  figure.stroke(skin, shoulders, head, 0.12);
  const long = random.chance(0.4);
  if (long) figure.ellipse(hair, [head[0], head[1] + 0.05], 0.17, 0.24);
  figure.ellipse(skin, head, 0.13, 0.165);
  const facing = random.between(-0.05, 0.05);
  if (random.chance(0.8)) {
    figure.ellipse(hair, [head[0] - facing, head[1] - 0.09], 0.14, 0.09);
    for (const eye of [-0.05, 0.05]) figure.circle([0.08, 0.06, 0.05], [head[0] + facing + eye, head[1] - 0.01], 0.018);
    figure.stroke(
      shade(skin, 0.6),
      [head[0] + facing - 0.04, head[1] + 0.08],
      [head[0] + facing + 0.04, head[1] + 0.08],
      0.02,
    );
  } else {
    // Seen from behind.
    figure.ellipse(hair, [head[0], head[1] - 0.03], 0.135, 0.15);
  }
  if (random.chance(0.2)) figure.ellipse(randomColour(random), [head[0], head[1] - 0.14], 0.2, 0.05);
}

function drawLeg(figure: Figure, random: Random, hips: Point, side: number, cloth: Colour, shoe: Colour): void {
  const hip: Point = [hips[0] + side * 0.09, hips[1]];
  const knee = reach(hip, 0.45, random.between(-0.02, 0.09) * side);
  const foot = reach(knee, 0.45, random.between(-0.05, 0.05));
  figure.stroke(cloth, hip, knee, 0.17, 0.14);
  figure.stroke(cloth, knee, foot, 0.14, 0.1);
  figure.ellipse(shoe, [foot[0] + 0.04 * side, foot[1] + 0.02], 0.1, 0.05);
}

function drawArm(figure: Figure, random: Random, shoulder: Point, side: number, cloth: Colour, skin: Colour): void {
  const raised = random.chance(0.2) ? random.between(0.2, 0.45) : random.between(-0.01, 0.12);
  const elbow = reach(shoulder, 0.3, raised * side);
  const hand = reach(elbow, 0.28, (raised + random.between(-0.12, 0.15)) * side);
  figure.stroke(cloth, shoulder, elbow, 0.12, 0.1);
  figure.stroke(random.chance(0.5) ? cloth : skin, elbow, hand, 0.09, 0.07);
  figure.circle(skin, hand, 0.055);
}

/** The end of a limb that hangs from a joint, swung out by some turns. */
function reach([x, y]: Point, length: number, swing: number): Point {
  return [x + length * sineOfTurns(swing), y + length * cosineOfTurns(swing)];
}
