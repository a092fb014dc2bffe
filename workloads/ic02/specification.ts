import { ic01 } from '../ic01/specification.ts';
import type { WorkloadSpecification } from '../specification.ts';

/** Image classification with the larger network: the inputs and labels of ic01. */
export const ic02: WorkloadSpecification = {
  ...ic01,
  name: 'ic02',
  title: 'Image classification, larger',
  aliases: [],
  modelNames: ['ic02'],
  qualityTarget: 0.91,
  macs: 76_473_920,
};
