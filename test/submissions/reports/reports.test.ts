import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { judge, readAllEvidence } from '../../../submissions/judge.ts';
import type { JudgedSubmission } from '../../../submissions/judge.ts';
import { readSubmission } from '../../../submissions/layouts/read-submission.ts';
import { checkDocument } from '../../../submissions/reports/check-json.ts';
import type { CheckDocument } from '../../../submissions/reports/check-json.ts';
import { checkMarkdown } from '../../../submissions/reports/check-markdown.ts';
import { checkedLines, checkLines } from '../../../submissions/reports/check-text.ts';
import { officialSummary } from '../../../submissions/reports/official-summary.ts';
import { pythonFloat, pythonText } from '../../../submissions/reports/python-text.ts';
import { sarifDocument } from '../../../submissions/reports/sarif.ts';
import { rulesOfRound } from '../../../submissions/rounds/round-rules.ts';
import { rules } from '../../../submissions/rules/registry.ts';
import { memoryTree } from '../memory-tree.ts';
import { smallSubmission } from '../small-submission.ts';

async function small(): Promise<JudgedSubmission> {
  const submission = await readSubmission(memoryTree(smallSubmission()), { round: 'v1.3', useFoldersAbove: false });
  const [judged] = judge([await readAllEvidence(submission, rulesOfRound('v1.3'))]);
  assert.ok(judged);
  return judged;
}

/** What of SARIF 2.1.0 is written, as its schema has it. */
const sarifSchema = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['tool', 'results'],
        properties: {
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name', 'rules'],
                properties: {
                  rules: { type: 'array', uniqueItems: true, items: { type: 'object', required: ['id'] } },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['ruleId', 'ruleIndex', 'level', 'message', 'locations'],
              properties: {
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: { type: 'object', required: ['text'] },
                locations: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    required: ['physicalLocation'],
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        properties: {
                          artifactLocation: { type: 'object', required: ['uri'] },
                          region: {
                            type: 'object',
                            required: ['startLine'],
                            properties: { startLine: { type: 'integer', minimum: 1 } },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('reports', () => {
  it('are JSON with the claimed and the derived figures under the same names', async () => {
    const document = checkDocument(await small());
    assert.equal(document.round, 'v1.3');
    const kws = document.results.find(({ benchmark }) => benchmark === 'kws');
    assert.ok(kws);
    assert.deepEqual(Object.keys(kws.claimed), ['throughput', 'top1', 'auc', 'energyUj']);
    assert.deepEqual(Object.keys(kws.derived), Object.keys(kws.claimed));
    assert.equal(kws.claimed.energyUj, 4.8);
    assert.equal(document.results.find(({ benchmark }) => benchmark === 'ic')?.derived.top1, 90);
    const [finding] = kws.findings;
    for (const key of ['rule', 'severity', 'file', 'line', 'message', 'expected', 'found'])
      assert.ok(finding !== undefined && key in finding, key);
  });

  it('are SARIF 2.1.0', async () => {
    const document = sarifDocument([await small()], rules, '1.0.0');
    const validate = new Ajv().compile(sarifSchema);
    assert.ok(validate(document), JSON.stringify(validate.errors));
    assert.match(JSON.stringify(document), /required-files/);
  });

  it('are text that names every result, its verdict, and where and what', async () => {
    const text = checkLines(await small()).join('\n');
    assert.match(text, /unverifiable +closed\/acme\/board\/kws/);
    assert.match(text, /error: required-files \(\d+\)/);
    assert.match(text, /→ Add the accuracy run/);
  });

  it('are the same text when another machine has made the document, with figures as they were written', async () => {
    const judged = await small();
    const sent = JSON.parse(JSON.stringify(checkDocument(judged))) as CheckDocument;
    assert.deepEqual(checkedLines(sent), checkLines(judged));
    assert.match(checkedLines(sent).join('\n'), /board\/ic {2}90\.0 %/);
    const roundless = { ...judged, submission: { ...judged.submission, round: null } };
    assert.match(checkLines(roundless)[0] ?? '', /rules of v1\.3 \(the folders do not say the round\)$/);
    assert.deepEqual(checkedLines(checkDocument(roundless)), checkLines(roundless));
    const older = JSON.parse(
      JSON.stringify(sent, (key, value: unknown) => (key === 'claimedText' ? undefined : value)),
    ) as CheckDocument;
    assert.match(checkedLines(older).join('\n'), /board\/ic {2}90 %/);
  });

  it('are Markdown in which names of strangers are no markup', async () => {
    const judged = await small();
    const [first] = judged.results;
    assert.ok(first);
    const odd = { ...first, result: { ...first.result, system: 'a|b<script>[x](y)' } };
    const text = checkMarkdown([{ ...judged, results: [odd] }]);
    assert.ok(!text.includes('<script>'));
    assert.ok(text.includes('a\\|b&lt;script>\\[x](y)'));
  });

  it('are text and Markdown that steer no terminal, whatever names and findings hold', async () => {
    const judged = await small();
    const [first] = judged.results;
    const [finding] = first?.findings ?? [];
    assert.ok(first && finding);
    const hostile = '\u001b[2J\u001b]0;x\u0007\u009b1m\u202e';
    const odd = {
      ...first,
      result: { ...first.result, system: hostile },
      findings: [{ ...finding, file: hostile, message: hostile, found: hostile, remedy: hostile }],
    };
    for (const line of [...checkLines({ ...judged, results: [odd] }), checkMarkdown([{ ...judged, results: [odd] }])])
      assert.doesNotMatch(line.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    assert.ok(checkLines({ ...judged, results: [odd] }).every((line) => !line.includes('\n')));
  });

  it('are the official summary, a row for each result', async () => {
    const [header, ...rows] = officialSummary([await small()])
      .trimEnd()
      .split('\n');
    assert.ok(header?.startsWith('Organization,Availability,Division,BoardName,SystemDesc,Model,MlperfModel,Result'));
    assert.equal(rows.length, 2);
    assert.ok(rows.some((row) => row.startsWith('"acme","available","closed","Board","board","kws","kws","79.9')));
  });

  it('print numbers and objects as the official tool does', () => {
    assert.deepEqual([22.85, 22, 0].map(pythonFloat), ['22.85', '22.0', '0.0']);
    assert.equal(pythonText('{"a": {"SHA": ""}, "b": [1, true, null]}'), "{'a': {'SHA': ''}, 'b': [1, True, None]}");
  });
});
