import { readFileSync } from 'node:fs';

/** A field of a system description, in the order in which the rounds have them. */
export interface SystemFieldSpecification {
  readonly name: string;
  /** What to ask a person for; empty where the program knows it. */
  readonly question: string;
  readonly required?: boolean;
  readonly choices?: readonly string[];
}

const file = JSON.parse(readFileSync(new URL('./system-fields.json', import.meta.url), 'utf8')) as {
  readonly fields: readonly SystemFieldSpecification[];
};

export const systemFields: readonly SystemFieldSpecification[] = file.fields;

/** A description with every field and no value, to be filled in. */
export function systemTemplate(): string {
  return systemText(Object.fromEntries(systemFields.map(({ name }) => [name, ''])));
}

/** The text of a description. */
export function systemText(values: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(values, null, 2)}\n`;
}
