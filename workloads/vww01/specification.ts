import type { WorkloadSpecification } from '../specification.ts';

/** Visual wake words on COCO: is there a person in the picture? */
export const vww01: WorkloadSpecification = {
  name: 'vww01',
  title: 'Visual wake words',
  aliases: ['vww', 'visual_wake_words', 'person_detection'],
  modelNames: ['vww01'],
  input: {
    bytes: 27_648,
    fileBytes: 27_648,
    type: 'uint8',
    shape: [96, 96, 3],
    description: '96×96 RGB, row by row, pixels interleaved',
    isWindowed: false,
  },
  modelInput: { shape: [1, 96, 96, 3], scale: 0.003921568859368563, zeroPoint: -128, conversion: 'minus-128' },
  outputs: 2,
  classes: 2,
  classNames: ['No person', 'Person'],
  metric: 'top1',
  qualityTarget: 0.8,
  qualityUnit: '%',
  macs: 7_489_664,
  performanceRows: 5,
  datasetFolder: 'vww01',
  labelLists: [
    {
      name: 'vww01',
      sha256: '3697ca57c48b23b21602ae9bdb32b1925407a1d41d79167cdfb365054cb9c33d',
      samples: 1000,
      note: '500 pictures with a person, 500 without, of COCO 2014',
      fingerprints: new URL('vww01.rows', import.meta.url),
    },
  ],
  officialInputs: null,
};
