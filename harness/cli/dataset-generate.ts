import { Command, InvalidArgumentError } from 'commander';
import { TEST_SEED, TRAINING_SEED } from '../../workloads/built-in/built-in-workload.ts';
import { builtInWorkload } from '../../workloads/built-in/catalogue.ts';
import { writeBuiltInDataset } from '../../workloads/built-in/dataset.ts';
import { asError } from '../clock.ts';
import { failure } from '../errors.ts';
import { countOption } from './options.ts';
import { refuseIfNotEmpty } from './out-folder.ts';
import { printJson, printLine } from './output.ts';

interface GenerateOptions {
  readonly out: string;
  readonly seed: number;
  readonly samples?: number;
  readonly json?: true;
}

/** Seeds are 32 bits. */
const mostSeed = 2 ** 32 - 1;

/** `boardbench dataset generate`: more data of the kind that the project generates itself. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('Generates data of a built-in workload by a seed of your own: data that nobody has seen.')
    .argument('<workload>', 'kws01, vww01, ad01 or ic01')
    .requiredOption('--seed <n>', 'names the set; the same seed gives the same data everywhere', seedOption)
    .requiredOption('--out <dir>', 'where it goes: absent or empty')
    .option('--samples <n>', 'how many; as many as the built-in test set has where it is left out', countOption)
    .option('--json', 'print one JSON document: what was made')
    .addHelpText(
      'after',
      `
Seed ${TRAINING_SEED} is what the built-in models learned from, seed ${TEST_SEED} the built-in test set. A seed that students do not know
gives the hidden part of an assignment.

Example:
  boardbench dataset generate kws01 --seed 74211 --samples 240 --out hidden

Exit status: 0 done, 1 it could not be written, 2 wrong usage.`,
    )
    .action(async (name: string, { out, seed, samples, json }: GenerateOptions) => {
      const { specification, testSamples } = builtInWorkload(name);
      refuseIfNotEmpty(out);
      try {
        await writeBuiltInDataset(specification.name, out, samples, seed);
      } catch (cause) {
        throw failure('output.failed', { file: out, problem: asError(cause).message }, { cause });
      }
      const count = samples ?? testSamples;
      if (json === true) printJson({ directory: out, workload: specification.name, seed, samples: count });
      else printLine(`${count} samples of ${specification.name} written to ${out}`);
    });
}

function seedOption(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > mostSeed) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${mostSeed}.`);
  }
  return seed;
}
