import type { YamlPath } from '../../../workloads/own/located-yaml.ts';
import type { SchemaProblem } from '../../../workloads/own/schema-problems.ts';
import type { Written } from './rubric-file.ts';
import { readQuantity } from './quantity.ts';
import type { QuantityUnit } from './quantity.ts';

/** Collects what is wrong with a rubric, so that its author sees all of it at once. */
export class Complaints {
  readonly #ofSchema: readonly SchemaProblem[];
  readonly #found: Pick<SchemaProblem, 'path' | 'problem'>[] = [];

  /** @param ofSchema what departs from the schema: what is under such a path is not of the type that it should be */
  constructor(ofSchema: readonly SchemaProblem[]) {
    this.#ofSchema = ofSchema;
  }

  get all(): readonly Pick<SchemaProblem, 'path' | 'problem'>[] {
    return [...this.#ofSchema, ...this.#found];
  }

  add(path: YamlPath, problem: string): void {
    this.#found.push({ path, problem: `${path.join('.')} ${problem}` });
  }

  /** Whether what stands at this path, with all under it, is as the schema says, but for unknown keys. */
  isSound(path: YamlPath): boolean {
    return this.#ofSchema.every(({ path: other, kind }) => {
      if (kind === 'unknown-key') return true;
      // That something is missing around it is no fault of what is there.
      const compared = kind === 'missing-key' ? path.length : Math.min(path.length, other.length);
      return path.slice(0, compared).some((part, index) => part !== other[index]);
    });
  }

  /** The quantity at a path, or null where it is not written as one: then that is among the complaints. */
  quantity(path: YamlPath, written: Written, unit: QuantityUnit): number | null {
    const read = readQuantity(written, unit);
    if ('value' in read) return read.value;
    this.add(path, read.problem);
    return null;
  }

  /** A share from 0 to 1, or null. */
  share(path: YamlPath, written: Written): number | null {
    const value = this.quantity(path, written, 'share');
    if (value === null || (value >= 0 && value <= 1)) return value;
    this.add(path, `is ${shareProblem(written, value)}`);
    return null;
  }
}

function shareProblem(written: Written, value: number): string {
  const number = Number(written);
  if (number > 1 && number <= 100) return `more than the whole: ${number} % is written ${number} % or ${number / 100}`;
  return `${Math.round(value * 1e4) / 100} %, and must be 0 to 100 %`;
}
