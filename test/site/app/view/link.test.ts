import assert from 'node:assert/strict';
import fc from 'fast-check';
import { catalogueOf, facetIds } from '../../../../site/app/view/catalogue.ts';
import { isViewLink, linkOf, viewOfLink } from '../../../../site/app/view/link.ts';
import { metricIds } from '../../../../site/app/view/metric.ts';
import { columnIds, mostSelected, startView } from '../../../../site/app/view/view.ts';
import type { View } from '../../../../site/app/view/view.ts';
import { sampleRow, sampleSite } from './sample-site.ts';

const rows = Array.from({ length: 9 }, (_, index) =>
  sampleRow(`0000000${index}`, {
    submitter: ['ACME, Inc.', 'Bits & Bobs', 'Çelik'][index % 3] ?? '',
    round: ['v1.0', 'v1.2', 'v1.3'][index % 3] ?? '',
    ...(index === 8 ? {} : { core: ['Cortex-M4', 'RISC-V'][index % 2] ?? '' }),
  }),
);
const catalogue = catalogueOf(sampleSite(rows));

describe('the link of a view', () => {
  it('is empty for the view that one starts with', () => {
    assert.equal(linkOf(startView), '');
    assert.deepEqual(viewOfLink('', catalogue), startView);
  });

  it('reads as words', () => {
    const view: View = {
      ...startView,
      metric: 'energy',
      text: 'nucleo 120 MHz',
      chosen: { vendor: ['acme-inc', 'bits-bobs'], round: ['v1.3'] },
      sort: { by: 'kws', isReversed: true },
      baseline: '00000001',
      selected: ['00000003', '00000002'],
      isComparing: true,
    };
    assert.equal(
      linkOf(view),
      'metric=energy&q=nucleo%20120%20MHz&round=v1.3&vendor=acme-inc,bits-bobs&sort=kws&order=reversed' +
        '&baseline=00000001&selected=00000003,00000002&show=comparison',
    );
  });

  it('gives the same view back, whatever it is', () => {
    fc.assert(
      fc.property(anyView(), (view) => {
        assert.deepEqual(viewOfLink(linkOf(view), catalogue), view);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out what is unknown', () => {
    const link =
      '#metric=beauty&vendor=acme-inc,nobody&sort=colour&order=maybe&baseline=ffffffff&selected=00000001,gone' +
      '&show=comparison&who=me';
    assert.deepEqual(viewOfLink(link, catalogue), {
      ...startView,
      chosen: { vendor: ['acme-inc'] },
      selected: ['00000001'],
    });
  });

  it('takes whatever is written there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webFragments()), (fragment) => {
        const view = viewOfLink(fragment, catalogue);
        assert.deepEqual(viewOfLink(linkOf(view), catalogue), view);
      }),
      { numRuns: 300 },
    );
  });

  it('selects no more rows than can be compared', () => {
    const all = rows.map(({ id }) => id).join(',');
    assert.equal(viewOfLink(`#selected=${all}`, catalogue).selected.length, mostSelected);
  });

  it('is told from a place on the page', () => {
    assert.deepEqual(['', '#', '#metric=energy', '#main'].map(isViewLink), [true, true, true, false]);
  });
});

function anyView(): fc.Arbitrary<View> {
  const ids = rows.map(({ id }) => id);
  const slugs = (facet: string): string[] => {
    return catalogue.facets.find(({ id }) => id === facet)?.values.map(({ slug }) => slug) ?? [];
  };
  const chosen = fc
    .tuple(...facetIds.map((id) => fc.subarray(slugs(id)).map((list) => [id, list.sort()] as const)))
    .map((pairs) => Object.fromEntries(pairs.filter(([, list]) => list.length > 0)));
  return fc
    .record(
      {
        metric: fc.constantFrom(...metricIds),
        text: fc.string({ maxLength: 40 }).map((text) => text.trim()),
        chosen,
        sort: fc.record(
          { by: fc.constantFrom(...columnIds, 'kws' as const), isReversed: fc.boolean() },
          { noNullPrototype: true },
        ),
        countsInvalid: fc.boolean(),
        baseline: fc.constantFrom(null, ...ids),
        selected: fc.shuffledSubarray(ids, { maxLength: mostSelected }),
        isComparing: fc.boolean(),
      },
      { noNullPrototype: true },
    )
    .map((view) => ({ ...view, isComparing: view.isComparing && view.selected.length >= 2 }));
}
