import type { WorkloadSpecification } from '../specification.ts';

/** Anomaly detection on ToyADMOS (toy cars): windows of five frames slide over the log-mel spectrum of a recording. */
export const ad01: WorkloadSpecification = {
  name: 'ad01',
  title: 'Anomaly detection',
  aliases: ['ad', 'anomaly_detection'],
  modelNames: ['ad01'],
  input: {
    bytes: 2560,
    fileBytes: 102_400,
    type: 'float32',
    shape: [5, 128],
    description: '5 frames of 128 log-mel bands, little-endian',
    isWindowed: true,
  },
  modelInput: { shape: [1, 640], scale: 0.3910152316093445, zeroPoint: 89, conversion: 'quantise' },
  outputs: 1,
  classes: 2,
  classNames: ['Normal', 'Anomaly'],
  metric: 'auc',
  qualityTarget: 0.85,
  qualityUnit: 'AUC',
  macs: 264_192,
  performanceRows: 5,
  datasetFolder: 'ad01',
  labelLists: [
    {
      name: 'ad01',
      sha256: '4ecd91868e197ee0a6739d4bd7abde73eac2fa31e9a88d6bc6aedefa136ff2a4',
      samples: 248,
      note: '108 anomalous and 140 normal recordings',
      fingerprints: new URL('ad01.rows', import.meta.url),
    },
    {
      name: 'ad01-alternative',
      sha256: 'e1ac10e782bada1015d63585a05398e54e41429db599dc45de3ae67fe6cd8b4c',
      samples: 72,
      note: 'accepted from v1.2 on',
      fingerprints: new URL('ad01-alternative.rows', import.meta.url),
    },
  ],
  officialInputs: null,
};
