import type { FigureRecord, ResultRecord } from '../../submissions/results-file/results-file.ts';
import { figureLine } from '../data/figure-text.ts';
import { table } from './facts.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

const titles = {
  throughput: 'Throughput',
  latencyUs: 'Latency of an inference',
  top1: 'Top-1 accuracy',
  auc: 'Area under the curve',
  energyUj: 'Energy of an inference',
  powerMw: 'Power',
} as const satisfies Record<keyof FigureRecord, string>;

const names = Object.keys(titles) as readonly (keyof FigureRecord)[];

/** Figures as claimed and as derived from the evidence, side by side. */
export function figuresSection({ claimed, derived, benchmark }: ResultRecord): Html {
  const there = names.filter((name) => claimed[name] !== null || derived[name] !== null);
  const title = (name: keyof FigureRecord): string =>
    name === 'energyUj' && benchmark === 'sww' ? 'Energy of the whole run' : titles[name];
  return html`<section aria-labelledby="figures">
    <h2 id="figures">Figures</h2>
    ${
      there.length === 0
        ? html`<p>No figure is claimed, and none can be derived.</p>`
        : table(
            'Figures as claimed, and as derived from the evidence',
            [
              { title: 'Figure' },
              { title: 'Claimed', isNumber: true },
              { title: 'Derived', isNumber: true },
              { title: 'Derived ÷ claimed', isNumber: true },
            ],
            there.map((name) => [
              title(name),
              valueOf(name, claimed[name]),
              valueOf(name, derived[name]),
              ratioOf(claimed[name], derived[name]),
            ]),
          )
    }
  </section>`;
}

function valueOf(name: keyof FigureRecord, value: number | null): string | null {
  return value === null ? null : figureLine(name, value);
}

function ratioOf(claimed: number | null, derived: number | null): string | null {
  return claimed === null || derived === null || claimed === 0 ? null : (derived / claimed).toFixed(4);
}
