import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import { readFileSync } from 'node:fs';
import type { YamlPath } from './located-yaml.ts';
import { nearestName } from './nearest-name.ts';

/** What a value at a path has wrong. */
export interface SchemaProblem {
  readonly path: YamlPath;
  readonly problem: string;
  /** With an unknown key, or without a missing one, the rest of what stands there may be sound. */
  readonly kind: 'unknown-key' | 'missing-key' | 'value';
}

/** What a file calls its own, in messages. */
export interface SchemaWords {
  /** What an unknown setting is none of: `workload` makes "… is no setting of a workload". */
  readonly settingOf: string;
  /** What a value under a key must be where its pattern does not match: ends the sentence "name …". */
  readonly patterns: Readonly<Record<string, string>>;
}

/**
 * Compiles a JSON Schema.
 * @returns finds where a value departs from it; nothing where it does not
 */
export function schemaCheck(schemaFile: URL, words: SchemaWords): (value: unknown) => SchemaProblem[] {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true }).compile(schema);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map((error) => ({
          ...problemOf(error, words),
          kind: kindOf(error),
        }));
}

function kindOf({ keyword }: ErrorObject): SchemaProblem['kind'] {
  if (keyword === 'additionalProperties') return 'unknown-key';
  return keyword === 'required' ? 'missing-key' : 'value';
}

function problemOf(
  { instancePath, keyword, params, parentSchema, message }: ErrorObject,
  words: SchemaWords,
): Pick<SchemaProblem, 'path' | 'problem'> {
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
      const known: unknown = parentSchema?.['properties'];
      const meant = typeof known === 'object' && known !== null ? nearestName(key, Object.keys(known)) : undefined;
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return {
        path: [...path, key],
        problem: `${[...path, key].join('.')} is no setting of a ${words.settingOf}${hint}`,
      };
    }
    case 'enum': {
      const allowed = details['allowedValues'];
      return { path, problem: `${name} must be one of ${Array.isArray(allowed) ? allowed.join(', ') : ''}` };
    }
    case 'pattern':
      return { path, problem: `${name} ${words.patterns[path.at(-1) ?? ''] ?? 'is not of the right form'}` };
    default:
      return { path, problem: `${name} ${message ?? 'is wrong'}` };
  }
}
