import assert from 'node:assert/strict';
import type { Finding, Severity } from '../../../../submissions/finding.ts';
import type { ToldReport, ToldResult } from '../../../../site/app/intake/api/told.ts';
import { numberedFindings } from '../../../../site/app/intake/numbered-findings.ts';

function finding(message: string, severity: Severity): Finding {
  return {
    ...{ rule: 'a-rule', file: 'a', line: null, expected: null, found: null, remedy: '', bearing: 'none' },
    ...{ message, severity },
  };
}

const none = { throughput: null, top1: null, auc: null, energyUj: null };

function result(...findings: readonly Finding[]): ToldResult {
  return {
    ...{ division: null, submitter: null, system: null, variant: null, benchmark: 'kws', verdict: 'valid' },
    ...{ claimed: none, derived: none, findings },
  };
}

function report(results: readonly ToldResult[], ...others: readonly Finding[]): ToldReport {
  return { round: 'v1.4', results, summary: { others } };
}

describe('the findings of a report', () => {
  it('keep the numbers of the report while the graver stand first', () => {
    const sections = numberedFindings(
      report(
        [
          result(finding('zero', 'info'), finding('one', 'error'), finding('two', 'warning')),
          result(),
          result(finding('three', 'error')),
        ],
        finding('four', 'warning'),
      ),
    );
    const shown = sections.map(({ findings }) => findings.map(({ number, finding: { message } }) => [number, message]));
    assert.deepEqual(shown, [
      [
        [1, 'one'],
        [2, 'two'],
        [0, 'zero'],
      ],
      [],
      [[3, 'three']],
      [[4, 'four']],
    ]);
    assert.equal(sections.at(-1)?.result, null);
  });

  it('have no section for what belongs to no result where there is nothing', () => {
    assert.equal(numberedFindings(report([result()])).length, 1);
    assert.equal(numberedFindings(report([])).length, 0);
  });
});
