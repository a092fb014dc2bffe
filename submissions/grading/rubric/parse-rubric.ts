import { createHash } from 'node:crypto';
import { failure } from '../../../harness/errors.ts';
import { readCatalogue } from '../../../workloads/boards/catalogue.ts';
import { LocatedYaml } from '../../../workloads/own/located-yaml.ts';
import type { YamlProblem } from '../../../workloads/own/located-yaml.ts';
import { schemaCheck } from '../../../workloads/own/schema-problems.ts';
import { printable } from '../../printable.ts';
import { Complaints } from './complaints.ts';
import { complainOfSum, conditionsOf, criteriaOf } from './criteria-of.ts';
import { complainOfUnmeasured, judgeOnOf } from './judge-on.ts';
import { lateRuleOf } from './late-rule.ts';
import { namedThingsOf } from './named-things.ts';
import type { LookUp } from './named-things.ts';
import type { HandInPart, RubricFile } from './rubric-file.ts';
import type { Rubric } from './rubric.ts';

const checkRubric = schemaCheck(new URL('rubric.schema.json', import.meta.url), {
  settingOf: 'rubric',
  patterns: { id: 'must be 1 to 32 small letters, digits or -, a letter first' },
});

/** So many problems are told; a file with more is none that somebody meant as a rubric. */
const mostProblems = 50;
const usual = { most: '50 MB', time: '60 s', memory: '1 GB' };
const leastMemoryMb = 64;
const mostTimeS = 24 * 3600;

/**
 * Reads the text of a rubric.
 * @param file its path: what it names is looked for from its folder on
 * @throws BenchError rubric.invalid with all that is wrong, by line
 */
export function parseRubric(text: string, file: string, lookUp: LookUp): Rubric {
  const yaml = new LocatedYaml(text);
  if (yaml.problems.length > 0) throw invalid(file, yaml.problems);
  const complaints = new Complaints(checkRubric(yaml.value));
  const rubric = rubricOf(yaml.value, { file, text, lookUp }, complaints);
  const problems = complaints.all.map(({ path, problem }) => ({ line: yaml.lineOf(path), problem }));
  if (problems.length > 0 || rubric === null) throw invalid(file, problems);
  return rubric;
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly lookUp: LookUp;
}

/** The rubric, or null where the complaints are of what it cannot do without. */
function rubricOf(value: unknown, { file, text, lookUp }: Source, complaints: Complaints): Rubric | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const content = value as Partial<RubricFile>;
  const boards = readCatalogue();
  const criteriaParts = listIn(content.criteria);
  const conditionParts = listIn(content.conditions);
  const named = namedThingsOf(content, file, lookUp, complaints);
  const handIn = handInOf(content['hand-in'], complaints);
  const judgeOnPart = content['judge-on'];
  const judgeOn = judgeOnPart === undefined ? null : judgeOnOf(judgeOnPart, boards, complaints);
  const criteria = criteriaOf(criteriaParts, complaints);
  complainOfSum(criteriaParts, content.points, complaints);
  const conditions = conditionsOf(conditionParts, complaints);
  const measurable = {
    kind: handIn?.kind ?? null,
    judgeOn,
    hasHidden: named.data.hidden !== null,
    hasBaseline: named.baseline !== null,
    hasRequiredFiles: handIn === null || handIn.requiredFiles.length > 0,
  };
  complainOfUnmeasured('criteria', criteriaParts, measurable, boards, complaints);
  complainOfUnmeasured('conditions', conditionParts, measurable, boards, complaints);
  const late = lateRuleOf(content.late, complaints);
  const limits = limitsOf(content, complaints);
  if (complaints.all.length > 0 || handIn === null || judgeOn === null || limits === null) return null;
  const { title = '', points = 0, several = 'best' } = content;
  const { handInMb, ...rule } = handIn;
  return {
    title,
    file,
    sha256: createHash('sha256').update(text).digest('hex'),
    handIn: rule,
    workload: named.workload,
    data: named.data,
    judgeOn: judgeOn.kind === 'measured' ? { ...judgeOn, calibration: named.calibration } : judgeOn,
    baseline: named.baseline,
    points,
    criteria,
    conditions,
    late,
    several,
    limits: { ...limits, handInMb },
    showHidden: content['show-hidden'] ?? false,
  };
}

/** What should be a list; none where it is something else, which the schema has complained of. */
function listIn<Item>(list: readonly Item[] | undefined): readonly Item[] {
  return list instanceof Array ? list : [];
}

function handInOf(
  part: HandInPart | undefined,
  complaints: Complaints,
): (Rubric['handIn'] & { handInMb: number }) | null {
  const path = ['hand-in'];
  if (part === undefined || !complaints.isSound(path)) return null;
  const { kind, model = '*.tflite', 'required-files': requiredFiles = [], most = usual.most } = part;
  complainOfPattern([...path, 'model'], model, complaints);
  requiredFiles.forEach((pattern, index) => {
    complainOfPattern([...path, 'required-files', index], pattern, complaints);
  });
  const mostBytes = complaints.quantity([...path, 'most'], most, 'memory');
  if (mostBytes === null) return null;
  if (mostBytes < 1e3) complaints.add([...path, 'most'], 'is too little for anything to be handed in');
  return { kind, model, requiredFiles, handInMb: mostBytes / 1e6 };
}

function complainOfPattern(path: readonly (string | number)[], pattern: string, complaints: Complaints): void {
  if (!/^[/\\]|\\|(^|\/)\.\.(\/|$)|^[A-Za-z]:/.test(pattern)) return;
  complaints.add(path, 'must be a name or pattern within the hand-in, such as report.pdf or code/*.py');
}

function limitsOf({ limits }: Partial<RubricFile>, complaints: Complaints): { timeS: number; memoryMb: number } | null {
  if (!complaints.isSound(['limits'])) return null;
  const timeUs = complaints.quantity(['limits', 'time'], limits?.time ?? usual.time, 'us');
  const memoryBytes = complaints.quantity(['limits', 'memory'], limits?.memory ?? usual.memory, 'memory');
  if (timeUs === null || memoryBytes === null) return null;
  const [timeS, memoryMb] = [timeUs / 1e6, memoryBytes / 1e6];
  if (timeS < 1 || timeS > mostTimeS) complaints.add(['limits', 'time'], 'must be 1 s to 24 h');
  if (memoryMb < leastMemoryMb) complaints.add(['limits', 'memory'], `must be ${leastMemoryMb} MB or more`);
  return { timeS, memoryMb };
}

function invalid(file: string, problems: readonly YamlProblem[]): Error {
  const sorted = [...problems].sort((a, b) => a.line - b.line);
  const told = sorted.slice(0, mostProblems).map(({ line, problem }) => `  line ${line}: ${printable(problem)}`);
  const more = sorted.length > mostProblems ? [`  and ${sorted.length - mostProblems} more`] : [];
  return failure('rubric.invalid', { file, problems: [...told, ...more].join('\n') });
}
