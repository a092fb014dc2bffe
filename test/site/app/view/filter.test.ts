import assert from 'node:assert/strict';
import { catalogueOf } from '../../../../site/app/view/catalogue.ts';
import { filtered } from '../../../../site/app/view/filter.ts';
import { startView, toggled, unfiltered } from '../../../../site/app/view/view.ts';
import type { View } from '../../../../site/app/view/view.ts';
import { sampleRow, sampleSite } from './sample-site.ts';

const catalogue = catalogueOf(
  sampleSite([
    sampleRow('a', { submitter: 'Acme', core: 'Cortex-M4', compiler: 'GCC 12 -Ofast' }),
    sampleRow('b', { submitter: 'Acme', core: 'RISC-V' }),
    sampleRow('c', { submitter: 'Bits', core: 'RISC-V' }),
    sampleRow('d', { submitter: 'Bits' }),
  ]),
);

function idsIn(view: View): string[] {
  return filtered(catalogue, view).entries.map(({ row }) => row.id);
}

describe('filtering rows', () => {
  it('lets all pass at first', () => {
    assert.deepEqual(idsIn(startView), ['a', 'b', 'c', 'd']);
  });

  it('wants one of the values of a facet, and that of every facet', () => {
    const acme = toggled(startView, 'vendor', 'acme');
    assert.deepEqual(idsIn(acme), ['a', 'b']);
    assert.deepEqual(idsIn(toggled(acme, 'vendor', 'bits')), ['a', 'b', 'c', 'd']);
    assert.deepEqual(idsIn(toggled(acme, 'processor', 'risc-v')), ['b']);
    assert.deepEqual(idsIn(toggled(acme, 'vendor', 'acme')), ['a', 'b', 'c', 'd']);
  });

  it('finds rows that do not say', () => {
    assert.deepEqual(idsIn(toggled(startView, 'processor', 'unstated')), ['d']);
  });

  it('wants every word of the text, anywhere and in any case', () => {
    assert.deepEqual(idsIn({ ...startView, text: ' acme  OFAST ' }), ['a']);
    assert.deepEqual(idsIn({ ...startView, text: 'acme bits' }), []);
  });

  it('counts what each value would give, with the other facets as they are', () => {
    const view = toggled(toggled(startView, 'vendor', 'acme'), 'processor', 'risc-v');
    const { counts } = filtered(catalogue, view);
    const countsOf = (facet: string): Record<string, number | undefined> => {
      const index = catalogue.facets.findIndex(({ id }) => id === facet);
      return Object.fromEntries(
        (catalogue.facets[index]?.values ?? []).map(({ slug }, value) => [slug, counts[index]?.[value]]),
      );
    };
    assert.deepEqual(countsOf('vendor'), { acme: 1, bits: 1 });
    assert.deepEqual(countsOf('processor'), { 'risc-v': 1, 'cortex-m4': 1, unstated: 0 });
  });

  it('can be undone with what is pinned kept', () => {
    const view: View = { ...toggled(startView, 'vendor', 'acme'), text: 'x', baseline: 'a' };
    assert.deepEqual(unfiltered(view), { ...startView, baseline: 'a' });
  });
});
