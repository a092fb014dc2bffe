import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { readFileSync } from 'node:fs';
import type { YamlPath } from './located-yaml.ts';

/** What a value at a path has wrong. */
export interface SchemaProblem {
  readonly path: YamlPath;
  readonly problem: string;
}

const schema = JSON.parse(readFileSync(new URL('workload.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);

/** Where a value departs from the schema of workloads; nothing where it does not. */
export function schemaProblems(value: unknown): SchemaProblem[] {
  return validate(value) ? [] : (validate.errors ?? []).map(problemOf);
}

function problemOf({ instancePath, keyword, params, message }: ErrorObject): SchemaProblem {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const details = params as Readonly<Record<string, unknown>>;
  const name = path.length === 0 ? 'the file' : path.join('.');
  switch (keyword) {
    case 'required':
      return {
        path,
        problem: `${path.length === 0 ? '' : `${name}: `}${String(details['missingProperty'])} is missing`,
      };
    case 'additionalProperties': {
      const key = String(details['additionalProperty']);
      return { path: [...path, key], problem: `${[...path, key].join('.')} is no setting of a workload` };
    }
    case 'enum': {
      const allowed = details['allowedValues'];
      return { path, problem: `${name} must be one of ${Array.isArray(allowed) ? allowed.join(', ') : ''}` };
    }
    case 'pattern':
      return { path, problem: `${name} ${patternText[name] ?? 'is not of the right form'}` };
    default:
      return { path, problem: `${name} ${message ?? 'is wrong'}` };
  }
}

const patternText: Readonly<Record<string, string>> = {
  name: 'must be 1 to 32 small letters, digits, _ or -, a letter first',
  labels: 'must be a file in the folder of the data set, with no path',
};
