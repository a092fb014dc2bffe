import type { Finding } from '../../submissions/finding.ts';
import type { CheckDocument, CheckedResult } from '../../submissions/reports/check-json.ts';
import { isRecord } from './answer.ts';
import { hasTexts } from './told.ts';

/** Whether a document can be shown as what `check --json` writes. */
export function isCheckDocument(value: unknown): value is CheckDocument {
  if (!isRecord(value) || !hasTexts(value, ['round', 'root'])) return false;
  const { results, summary, rules = '' } = value;
  if (typeof rules !== 'string') return false;
  if (!Array.isArray(results) || !results.every(isCheckedResult) || !isRecord(summary)) return false;
  const { findings, verdicts, others } = summary;
  return (
    hasNumbers(findings, ['error', 'warning', 'info']) &&
    hasNumbers(verdicts, ['valid', 'invalid', 'unverifiable']) &&
    Array.isArray(others) &&
    others.every(isFinding)
  );
}

function isCheckedResult(value: unknown): value is CheckedResult {
  if (!isRecord(value) || !hasTexts(value, ['benchmark', 'verdict', 'folder'])) return false;
  const { claimed, claimedText = {}, derived, findings } = value;
  const isText = (text: unknown): boolean => text === null || typeof text === 'string';
  if (!isRecord(claimedText) || !Object.values(claimedText).every(isText)) return false;
  return isRecord(claimed) && isRecord(derived) && Array.isArray(findings) && findings.every(isFinding);
}

function isFinding(value: unknown): value is Finding {
  return isRecord(value) && hasTexts(value, ['rule', 'severity', 'file', 'message', 'remedy']);
}

function hasNumbers(value: unknown, names: readonly string[]): boolean {
  return isRecord(value) && names.every((name) => typeof value[name] === 'number');
}
