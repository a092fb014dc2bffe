import type { WorkloadSpecification } from '../specification.ts';

/** Image classification on CIFAR-10 with the small residual network. */
export const ic01: WorkloadSpecification = {
  name: 'ic01',
  title: 'Image classification',
  aliases: ['ic', 'image_classification'],
  modelNames: ['ic01'],
  input: {
    bytes: 3072,
    fileBytes: 3072,
    type: 'uint8',
    shape: [32, 32, 3],
    description: '32×32 RGB, row by row, pixels interleaved',
    isWindowed: false,
  },
  modelInput: { shape: [1, 32, 32, 3], scale: 1, zeroPoint: -128, conversion: 'minus-128' },
  outputs: 10,
  classes: 10,
  classNames: ['Airplane', 'Automobile', 'Bird', 'Cat', 'Deer', 'Dog', 'Frog', 'Horse', 'Ship', 'Truck'],
  metric: 'top1',
  qualityTarget: 0.85,
  qualityUnit: '%',
  macs: 12_501_632,
  performanceRows: 5,
  datasetFolder: 'ic01',
  labelLists: [
    {
      name: 'ic01',
      sha256: '79e1f19ad731f046983a1a4480bda6369df26c5acee47505a860f164fb58ccd4',
      samples: 200,
      note: '20 pictures of each class of CIFAR-10',
      fingerprints: new URL('ic01.rows', import.meta.url),
    },
    {
      name: 'ic01-v0.5',
      sha256: 'f7d22979b6f81a3dbf83e7a09ac488d0eb6090b62e4a02bc30245581c0802ec7',
      samples: 200,
      note: 'the first list, which some later submissions used too; 3 pictures in common with the current one',
      fingerprints: new URL('ic01-v0.5.rows', import.meta.url),
    },
  ],
  officialInputs: null,
};
