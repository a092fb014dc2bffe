import type { Benchmark } from '../submission.ts';

/** What belongs into `code/BENCHMARK` is the submitter's alone; this keeps its place and says what it is. */
export function codeNote(benchmark: Benchmark, system: string): string {
  return `# Code of ${benchmark} on ${system}

Put here, before you submit, all that somebody else needs to get the same result:

- the firmware's sources, or a link to the exact commit of them;
- the model as it runs on the board, and how it was made from the reference model;
- how to build it: compiler, options, versions;
- how to flash it, and the settings of clock and supply.

Results of the closed division use the reference model, or one that is mathematically the same.
`;
}

/** What the rounds want beside the descriptions and no program can make. */
export function systemsNote(hasEnergy: boolean): string {
  const energy = hasEnergy
    ? '- a picture or a description of how the board, the power monitor and the I/O manager were connected\n  (`Energy-Hookup.pdf`);\n'
    : '';
  return `# Beside the system descriptions

Put here, before you submit:

- the round's submission checklist, filled in and signed (\`TinyMLPerf_v1.4_Submission_Checklist.pdf\`);
${energy}- and remove this file.
`;
}
