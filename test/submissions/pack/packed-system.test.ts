import assert from 'node:assert/strict';
import { BenchError } from '../../../harness/errors.ts';
import { askForSystem } from '../../../submissions/pack/ask-system.ts';
import { folderName } from '../../../submissions/pack/folder-name.ts';
import { answeredSystem, packedSystem } from '../../../submissions/pack/packed-system.ts';
import { systemFields, systemTemplate } from '../../../submissions/pack/system-fields.ts';
import { exampleSystem } from './example-system.ts';

const by = { submitter: 'acme', division: 'closed' } as const;

function problemsOf(text: string): string {
  try {
    packedSystem(text, 'board.json', by);
  } catch (error) {
    assert.ok(error instanceof BenchError && error.code === 'pack.system');
    return error.message;
  }
  return '';
}

describe('A system description that is to be packed', () => {
  it('has every field of the rounds in their order, then those of its own', () => {
    const system = packedSystem(JSON.stringify({ Colour: 'green', ...exampleSystem }), 'board.json', by);
    assert.deepEqual(Object.keys(system), [...systemFields.map(({ name }) => name), 'Colour']);
    assert.equal(system['Division'], 'closed');
    assert.equal(system['Processor(s) Frequencies'], '120 MHz');
  });

  it('is the template, once that is filled in', () => {
    assert.match(problemsOf(systemTemplate()), /"Status" is missing or empty.*"Board Name" is missing or empty/);
    const filled = { ...(JSON.parse(systemTemplate()) as object), ...exampleSystem };
    assert.equal(problemsOf(JSON.stringify(filled)), '');
  });

  it('is refused with every problem and its line: names that come twice, damage, other values than texts', () => {
    const text =
      '{\n  "Status": "Available",\n  "Status": "",\n  "Board Name": 5,\n  "Division": "open"\n  "SoC Name": "A"\n}';
    const problems = problemsOf(text);
    assert.match(problems, /line 3: "Status" comes 2 times/);
    assert.match(problems, /line 6: a comma is missing/);
    assert.match(problems, /line 4: "Board Name" must be a text in quotes/);
    assert.match(problems, /"Division" is open, and --division closed/);
  });

  it('is refused where it is of somebody else, or of an availability that is none', () => {
    const problems = problemsOf(JSON.stringify({ ...exampleSystem, Submitter: 'other', Status: 'soon' }));
    assert.match(problems, /"Submitter" is other, and --submitter acme/);
    assert.match(problems, /"Status" is soon, not one of Available, Preview, RDI/);
  });

  it('can be asked for, again until an answer will do', async () => {
    const asked: string[] = [];
    const given = new Map([['Can it be bought', ['', 'tomorrow', 'preview']]]);
    const answers = await askForSystem((question) => {
      asked.push(question);
      for (const [beginning, list] of given)
        if (question.includes(beginning)) return Promise.resolve(list.shift() ?? '');
      return Promise.resolve(/Enter for none/.test(question) ? '' : 'something');
    });
    assert.equal(answers.get('Status'), 'Preview');
    assert.equal(asked.filter((question) => question.includes('Can it be bought')).length, 3);
    assert.equal(answeredSystem(answers, by)['Board Name'], 'something');
    assert.ok(!asked.some((question) => question.startsWith(':')), 'nothing is asked that is known');
  });

  it('goes into a folder whose name no script stumbles over', () => {
    assert.equal(folderName(' Nucleo (L4R5ZI) é '), 'Nucleo_L4R5ZI_e');
    assert.equal(folderName('../../etc'), 'etc');
    assert.equal(folderName('K1_BOARD_V1.0'), 'K1_BOARD_V1.0');
    assert.equal(folderName('日本'), 'system');
  });
});
