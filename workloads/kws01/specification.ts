import type { WorkloadSpecification } from '../specification.ts';

/** Keyword spotting on Speech Commands v2: 49 frames of 10 MFCCs of one second of sound. */
export const kws01: WorkloadSpecification = {
  name: 'kws01',
  title: 'Keyword spotting',
  aliases: ['kws', 'keyword_spotting'],
  modelNames: ['kws01'],
  input: {
    bytes: 490,
    fileBytes: 490,
    type: 'int8',
    shape: [49, 10, 1],
    description: '49 frames of 10 MFCCs',
    isWindowed: false,
  },
  modelInput: { shape: [1, 49, 10, 1], scale: 0.5847029089927673, zeroPoint: 83, conversion: 'as-is' },
  outputs: 12,
  classes: 12,
  classNames: ['Down', 'Go', 'Left', 'No', 'Off', 'On', 'Right', 'Stop', 'Up', 'Yes', 'Silence', 'Unknown'],
  metric: 'top1',
  qualityTarget: 0.9,
  qualityUnit: '%',
  macs: 2_656_768,
  performanceRows: 5,
  datasetFolder: 'kws01',
  labelLists: [
    {
      name: 'kws01',
      sha256: '6cb3709762d53fe64eb00eaf4a75796248bb3c1386f1d1f93ccdb07b071e9698',
      samples: 1000,
      note: '1000 words of Speech Commands v2',
      fingerprints: new URL('kws01.rows', import.meta.url),
    },
  ],
  officialInputs: new URL('official-inputs.sha256', import.meta.url),
};
