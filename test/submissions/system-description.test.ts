import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readSystemDescription } from '../../submissions/system-description.ts';
import type { SystemProblem } from '../../submissions/submission.ts';

function kinds(problems: readonly SystemProblem[]): string[] {
  return problems.map(({ kind, line }) => `${kind} ${line}`);
}

describe('a system description', () => {
  it('is read with its values as text, and the line of each', () => {
    const { fields, problems } = readSystemDescription(
      '{\n  "Status": "RDI",\n  "Cores": 2,\n  "OS": {"Zephyr": {"v": "2.7"}},\n  "x": null\n}\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(fields.get('Status'), { name: 'Status', value: 'RDI', kind: 'string', line: 2 });
    assert.equal(fields.get('Cores')?.value, '2');
    assert.equal(fields.get('OS')?.value, '{"Zephyr": {"v": "2.7"}}');
    assert.equal(fields.get('x')?.value, '');
  });

  it('keeps the value that is not empty of names that come twice', () => {
    const text =
      '{\n"Framework": "TFLM",\n"Libraries": "",\n"Framework": "",\n"Libraries": "CMSIS",\n"a": "1",\n"a": "2"\n}';
    const { fields, problems } = readSystemDescription(text);
    assert.equal(fields.get('Framework')?.value, 'TFLM');
    assert.equal(fields.get('Libraries')?.value, 'CMSIS');
    assert.equal(fields.get('a')?.value, '2');
    assert.deepEqual(kinds(problems), ['duplicate-loses-value 4', 'duplicate 5', 'duplicate 7']);
  });

  it('takes names with blanks around them for the names without', () => {
    const { fields, problems } = readSystemDescription('{"Operating System ": "Zephyr",\n"Operating System": ""}');
    assert.equal(fields.get('Operating System')?.value, 'Zephyr');
    assert.deepEqual(kinds(problems), ['blank-in-name 1', 'duplicate-loses-value 2']);
  });

  it('is read past commas that are missing or too many, and to where it is cut off', () => {
    const { fields, problems } = readSystemDescription('{\n"a": "1"\n"b": "2",,\n"c": "3",\n"d": {"e": "4"}\n"f": "5');
    assert.deepEqual(
      ['a', 'b', 'c', 'f'].map((name) => fields.get(name)?.value),
      ['1', '2', '3', '5'],
    );
    assert.deepEqual(kinds(problems), ['malformed 3', 'malformed 3', 'malformed 6', 'malformed 6', 'malformed 6']);
  });

  it('agrees with JSON wherever there is nothing wrong', () => {
    const name = fc.string().filter((text) => text === text.trim() && text !== '__proto__');
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))),
        fc.boolean(),
        (values, isWide) => {
          const { fields, problems } = readSystemDescription(JSON.stringify(values, null, isWide ? 2 : 0));
          assert.deepEqual(problems, []);
          const read = Object.fromEntries([...fields].map(([key, { value }]) => [key, value]));
          const written = Object.fromEntries(
            Object.entries(values).map(([key, value]) => [key, value === null ? '' : String(value)]),
          );
          assert.deepEqual(read, written);
        },
      ),
    );
  });

  it('is read to its end whatever it is', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\n',
      ' ',
      'a',
      '1',
      '-',
      '\\',
      '\\u12',
      'true',
      '\u00e9',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 80 }), (parts) => {
        const text = parts.join('');
        const { problems, pairs } = readSystemDescription(text);
        const isObject = isJsonObject(text);
        if (!isObject) assert.ok(problems.length > 0);
        assert.ok(pairs.length <= text.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes deep nesting for damage, not for a way to run out of stack', () => {
    const { problems } = readSystemDescription(`{"a": ${'['.repeat(100_000)}`);
    assert.ok(problems.length > 0);
  });
});

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
