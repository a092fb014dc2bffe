import { Command } from 'commander';
import { catalogue } from '../../workloads/catalogue.ts';
import { chooseWorkload } from '../../workloads/own/own-workload.ts';
import type { ChosenWorkload, OwnWorkload } from '../../workloads/own/own-workload.ts';
import { labelFileName } from '../../workloads/datasets/label-source.ts';
import { qualityTargetText } from '../../workloads/specification.ts';
import type { WorkloadSpecification } from '../../workloads/specification.ts';
import { formatTable, printJson, printLine } from './output.ts';

/** `boardbench workloads`: what there is to run. */
export function workloadsCommand(): Command {
  return new Command('workloads')
    .description('Shows the workloads: inputs, classes, quality targets, official label lists.')
    .argument('[name]', 'one of them in full, or the YAML file of your own')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExamples:\n  boardbench workloads\n  boardbench workloads kws01\n  boardbench workloads ./birds.yaml',
    )
    .action((name: string | undefined, options: { readonly json?: true }) => {
      const chosen = name === undefined ? undefined : chooseWorkload(name);
      if (options.json === true) {
        const shown = chosen === undefined ? catalogue.map((workload) => toJson(workload)) : [chosenToJson(chosen)];
        printJson({ workloads: shown });
        return;
      }
      const lines = chosen === undefined ? toTable(catalogue) : toText(chosen.specification, chosen.own);
      for (const line of lines) printLine(line);
    });
}

function toTable(workloads: readonly WorkloadSpecification[]): string[] {
  const header = ['name', 'title', 'input', 'bytes', 'classes', 'target', 'official labels'];
  return formatTable(
    header,
    workloads.map((workload) => [
      workload.name,
      workload.title,
      `${workload.input.type} ${workload.input.shape.join('×')}`,
      String(workload.input.bytes),
      String(workload.classes),
      qualityTargetText(workload),
      workload.labelLists.map(({ samples }) => String(samples)).join(' or '),
    ]),
  );
}

function toText(workload: WorkloadSpecification, own: OwnWorkload | undefined): string[] {
  const { input, modelInput, officialInputs } = workload;
  const conversion = {
    'as-is': 'the bytes as they are',
    'minus-128': 'each byte less 128',
    quantise: 'float32 quantised',
  }[modelInput.conversion];
  const macs = own?.statesMacs === false ? 'multiply-accumulates not stated' : `${workload.macs} multiply-accumulates`;
  const facts: readonly (readonly [string, string])[] = [
    ['also called', workload.aliases.join(', ')],
    ['input', `${input.bytes} bytes, ${input.type} ${input.shape.join('×')}: ${input.description}`],
    ['int8 model', `${conversion} (scale ${modelInput.scale}, zero point ${modelInput.zeroPoint}); ${macs}`],
    ['classes', workload.classNames.map((name, index) => `${index} ${name}`).join(', ')],
    ['target', qualityTargetText(workload)],
    ['windows', `performance and energy on the first ${workload.performanceRows} rows of the label file`],
    ...workload.labelLists.map(
      ({ name, samples, note, sha256 }) => ['labels', `${name}: ${samples} rows, ${note}; SHA-256 ${sha256}`] as const,
    ),
    own === undefined
      ? ['inputs', officialInputs === null ? 'made from raw data; no digests are published' : 'known by their digests']
      : ['data', `${own.dataset}, labels in ${workload.labelFile ?? labelFileName}`],
  ];
  const told = facts.filter(([, value]) => value !== '');
  const width = Math.max(...told.map(([key]) => key.length));
  return [
    `${workload.name}: ${workload.title}`,
    ...told.map(([key, value], index) => {
      const isRepeated = told[index - 1]?.[0] === key;
      return `  ${(isRepeated ? '' : key).padEnd(width)}  ${value}`;
    }),
  ];
}

function chosenToJson({ specification, own }: ChosenWorkload): object {
  if (own === undefined) return toJson(specification);
  const macs = own.statesMacs ? specification.macs : null;
  return { ...toJson(specification), macs, file: own.file, dataset: own.dataset };
}

function toJson({ labelLists, officialInputs, ...facts }: WorkloadSpecification): object {
  return {
    ...facts,
    labelLists: labelLists.map(({ name, sha256, samples, note }) => ({ name, sha256, samples, note })),
    officialInputsKnown: officialInputs !== null,
  };
}
