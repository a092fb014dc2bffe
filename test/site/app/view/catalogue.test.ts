import assert from 'node:assert/strict';
import { catalogueOf, slugOf } from '../../../../site/app/view/catalogue.ts';
import { sampleRow, sampleSite } from './sample-site.ts';

describe('the catalogue of rows', () => {
  it('offers the values of a facet by how many rows have them, and those without one last', () => {
    const { facets } = catalogueOf(
      sampleSite([
        sampleRow('a'),
        sampleRow('b'),
        sampleRow('c', { submitter: 'Few' }),
        sampleRow('d', { submitter: 'Many' }),
        sampleRow('e', { submitter: 'Many' }),
      ]),
    );
    const vendor = facets.find(({ id }) => id === 'vendor');
    assert.deepEqual(
      vendor?.values.map(({ label }) => label),
      ['Many', 'Few', 'not stated'],
    );
  });

  it('offers rounds from the newest', () => {
    const { facets } = catalogueOf(sampleSite(['v1.2', 'v1.10', 'v1.3'].map((round) => sampleRow(round, { round }))));
    assert.deepEqual(
      facets.find(({ id }) => id === 'round')?.values.map(({ slug }) => slug),
      ['v1.10', 'v1.3', 'v1.2'],
    );
  });

  it('offers nothing where no row says anything', () => {
    const { facets } = catalogueOf(sampleSite([sampleRow('a'), sampleRow('b')]));
    assert.deepEqual(facets.find(({ id }) => id === 'availability')?.values, []);
  });

  it('takes names that differ in case and signs alone for one', () => {
    const { facets } = catalogueOf(
      sampleSite([sampleRow('a', { submitter: 'Qualcomm' }), sampleRow('b', { submitter: 'qualcomm' })]),
    );
    assert.deepEqual(facets.find(({ id }) => id === 'vendor')?.values, [{ slug: 'qualcomm', label: 'Qualcomm' }]);
  });

  it('writes slugs of letters of any language, and of none', () => {
    assert.deepEqual(['X-CUBE-AI v10.2', '  中文 board ', '<script>', '***', undefined].map(slugOf), [
      'x-cube-ai-v10.2',
      '中文-board',
      'script',
      '-',
      'unstated',
    ]);
  });
});
