import assert from 'node:assert/strict';
import { applyMelFilters, htkMelFilters, slaneyMelFilters } from '../../../workloads/features/mel.ts';

describe('Mel filters', () => {
  it('on the HTK scale have their peaks at even steps of mel', () => {
    // One filter from 0 to 4 kHz: mel(4000) = 1127 ln(1 + 4000 ÷ 700), its centre at half of that.
    const centreHz = 700 * (Math.sqrt(1 + 4000 / 700) - 1);
    const [filter] = htkMelFilters({ filters: 1, bins: 4001, sampleRateHz: 8000, lowestHz: 0, highestHz: 4000 });
    const weights = filter?.weights ?? new Float64Array();
    const peak = (filter?.firstBin ?? 0) + weights.indexOf(Math.max(...weights));
    assert.equal(peak, Math.round(centreHz));
  });

  it('leave the bin at 0 Hz out', () => {
    const [first] = htkMelFilters({ filters: 2, bins: 9, sampleRateHz: 8000, lowestHz: 0, highestHz: 4000 });
    assert.equal(first?.firstBin, 1);
  });

  it('on the scale of Slaney weigh as the documentation of librosa shows', () => {
    // librosa.filters.mel(sr=22050, n_fft=2048) prints 0.016 as the second weight of its first filter.
    const [first] = slaneyMelFilters({ filters: 128, bins: 1025, sampleRateHz: 22050, lowestHz: 0, highestHz: 11025 });
    assert.equal(first?.firstBin, 1);
    assert.equal(first.weights[0]?.toFixed(3), '0.016');
  });

  it('on the scale of Slaney each have the area 1', () => {
    const binHz = 0.25;
    const filters = slaneyMelFilters({
      filters: 20,
      bins: 1 + 8000 / binHz,
      sampleRateHz: 16000,
      lowestHz: 0,
      highestHz: 8000,
    });
    for (const { weights } of filters) {
      const area = weights.reduce((sum, weight) => sum + weight, 0) * binHz;
      assert.ok(Math.abs(area - 1) < 1e-4, String(area));
    }
  });

  it('sum the bins that they cover', () => {
    const output = new Float64Array(1);
    applyMelFilters([{ firstBin: 2, weights: Float64Array.of(1, 0.5) }], Float64Array.of(9, 9, 3, 4, 9), output);
    assert.equal(output[0], 5);
  });
});
