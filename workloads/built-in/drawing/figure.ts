import { cosineOfTurns, sineOfTurns } from '../../features/portable-math.ts';
import type { Canvas, Colour, Point } from './canvas.ts';

/** Where a figure stands on a canvas. */
export interface Placement {
  readonly centre: Point;
  /** What 1 in the figure's own measures is on the canvas, in widths of the canvas. */
  readonly size: number;
  /** Height against width. */
  readonly tallness: number;
  /** Turned clockwise, in turns. */
  readonly turned: number;
  /** Left and right exchanged. */
  readonly mirrored: boolean;
}

const SIDES_OF_AN_ELLIPSE = 20;

/** Draws shapes by the measures of a figure: (0, 0) is its middle, 1 half its size, y goes down. */
export class Figure {
  readonly #canvas: Canvas;
  readonly #placement: Placement;
  readonly #cosine: number;
  readonly #sine: number;

  constructor(canvas: Canvas, placement: Placement) {
    this.#canvas = canvas;
    this.#placement = placement;
    this.#cosine = cosineOfTurns(placement.turned);
    this.#sine = sineOfTurns(placement.turned);
  }

  polygon(colour: Colour, ...points: readonly Point[]): void {
    this.#canvas.polygon(
      points.map((point) => this.#place(point)),
      colour,
    );
  }

  ellipse(colour: Colour, [x, y]: Point, width: number, height: number, turned = 0): void {
    const [cosine, sine] = [cosineOfTurns(turned), sineOfTurns(turned)];
    const points = Array.from({ length: SIDES_OF_AN_ELLIPSE }, (_, side): Point => {
      const across = width * cosineOfTurns(side / SIDES_OF_AN_ELLIPSE);
      const down = height * sineOfTurns(side / SIDES_OF_AN_ELLIPSE);
      return [x + cosine * across - sine * down, y + sine * across + cosine * down];
    });
    this.polygon(colour, ...points);
  }

  circle(colour: Colour, centre: Point, radius: number): void {
    this.ellipse(colour, centre, radius, radius);
  }

  /** A straight stroke with round ends, thinner or thicker at its end. */
  stroke(colour: Colour, from: Point, to: Point, width: number, endWidth = width): void {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.sqrt(dx * dx + dy * dy);
    if (length > 0) {
      const [x, y] = [-dy / length / 2, dx / length / 2];
      this.polygon(
        colour,
        [from[0] + x * width, from[1] + y * width],
        [to[0] + x * endWidth, to[1] + y * endWidth],
        [to[0] - x * endWidth, to[1] - y * endWidth],
        [from[0] - x * width, from[1] - y * width],
      );
    }
    this.circle(colour, from, width / 2);
    this.circle(colour, to, endWidth / 2);
  }

  #place([x, y]: Point): Point {
    const { centre, size, tallness, mirrored } = this.#placement;
    const across = mirrored ? -x : x;
    const down = y * tallness;
    return [
      centre[0] + size * (this.#cosine * across - this.#sine * down),
      centre[1] + size * (this.#sine * across + this.#cosine * down),
    ];
  }
}
