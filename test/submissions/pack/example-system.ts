/** The description of a system as a submitter fills it in. */
export const exampleSystem = {
  Submitter: 'acme',
  Status: 'Available',
  'Board Name': 'Example board',
  'SoC Name': 'EX4711',
  'Processor(s) Name': 'Arm Cortex-M4',
  'Processor(s) Frequencies': '120 MHz',
  'Inference Framework': 'Example framework 1.0',
  'Software Libraries': 'CMSIS-NN 6.0',
  'Operating System': 'bare metal',
  'General Compiler(s)': 'GCC 13.2',
} as const;
