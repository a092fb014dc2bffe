import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { SystemDescription, SystemFile } from '../submission.ts';
import { always } from './rule.ts';
import type { Observation, SystemRule } from './rule.ts';

const schema = JSON.parse(
  readFileSync(new URL('../schema/system-description.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

export const systemSchema: SystemRule = {
  id: 'system-schema',
  scope: 'system',
  title: 'Fields of the system description',
  asks: 'The description names submitter, division, status, board and processor, and its values are of the right kind.',
  source: 'MLPerf Tiny submission rules: the template of the system description',
  severity: always('warning'),
  judge({ path, description, division }: SystemFile) {
    const observations: Observation[] = [];
    if (!validate(valuesOf(description))) {
      for (const { instancePath, params, message } of validate.errors ?? []) {
        const missing = (params as Readonly<Record<string, unknown>>)['missingProperty'];
        const name =
          typeof missing === 'string' ? missing : instancePath.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
        const field = description.fields.get(name);
        const problem = typeof missing === 'string' ? 'is missing' : (message ?? 'is wrong');
        observations.push({
          ...{ file: path, line: field?.line ?? null, expected: problem, found: field?.value ?? null, bearing: 'none' },
          message: `“${name}” of the system description ${problem}.`,
          remedy: 'Fill it in as the template of the system description says.',
        });
      }
    }
    const said = description.fields.get('Division');
    if (
      said !== undefined &&
      division !== null &&
      said.value.trim() !== '' &&
      said.value.trim().toLowerCase() !== division
    )
      observations.push({
        ...{ file: path, line: said.line, expected: division, found: said.value, bearing: 'none' },
        message: `The description says division ${said.value}, the folder ${division}.`,
        remedy: 'Correct the one that is wrong.',
      });
    return observations;
  },
};

/** The values as JSON has them, objects and lists as such. */
function valuesOf({ fields }: SystemDescription): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { value, kind }] of fields) {
    if (kind === 'string') values[name] = value.trim();
    else if (kind === 'object') values[name] = {};
    else if (kind === 'array') values[name] = [];
    else if (kind === 'number') values[name] = Number(value);
    else values[name] = kind === 'null' ? null : value === 'true';
  }
  return values;
}
