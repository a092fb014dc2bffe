import type { Finding, Severity } from '../finding.ts';
import type { JudgedSubmission } from '../judge.ts';
import type { Rule } from '../rules/rule.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** The findings in SARIF 2.1.0, which code hosts show beside the lines. */
export function sarifDocument(
  submissions: readonly JudgedSubmission[],
  rules: readonly Rule[],
  version: string,
): Record<string, unknown> {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: submissions.map((judged) => ({
      tool: { driver: { name: 'boardbench', version, rules: rules.map(describe) } },
      originalUriBaseIds: { ROOT: { description: { text: `the submission ${judged.submission.tree.root}` } } },
      results: [...judged.findings, ...judged.results.flatMap(({ findings }) => findings)].map((finding) =>
        resultOf(finding, rules),
      ),
    })),
  };
}

function describe({ id, title, asks, source }: Rule): Record<string, unknown> {
  return {
    id,
    name: title,
    shortDescription: { text: title },
    fullDescription: { text: asks },
    help: { text: `${asks} Source: ${source}` },
  };
}

function resultOf(finding: Finding, rules: readonly Rule[]): Record<string, unknown> {
  const { rule, severity, file, line, message, expected, found, remedy, bearing } = finding;
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: `${message} ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri === '' ? '.' : uri, uriBaseId: 'ROOT' },
          ...(line === null ? {} : { region: { startLine: line } }),
        },
      },
    ],
    properties: { expected, found, bearing },
  };
}
