import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Which rooms a room may not import from: data flows one way (docs/architecture.md). */
const forbidden = {
  'workloads/**': ['runners', 'power', 'submissions', 'site', 'harness/(?!errors|clock).*'],
  'harness/protocol/**': ['runners', 'power', 'submissions', 'site', 'workloads', 'harness/(modes|session|cli)'],
  'harness/statistics/**': ['runners', 'power', 'submissions', 'site', 'workloads', 'harness/(modes|session|cli)'],
  'harness/session/**': ['runners', 'power/(monitors|emulators)', 'submissions', 'site', 'harness/(modes|cli)'],
  'harness/modes/**': ['runners', 'submissions', 'site', 'harness/cli'],
  'power/**': ['runners', 'submissions', 'site', 'workloads', 'harness/(modes|session|cli)'],
  'runners/**': ['submissions', 'site', 'harness/(modes|session|cli)'],
  'submissions/**': ['runners', 'power/(monitors|emulators)', 'site', 'harness/(modes|cli|protocol(?!/laps\\.ts))'],
  'site/**': ['runners', 'power', 'workloads', 'harness/(modes|session|cli|protocol)'],
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      'dist/**',
      'bin/**',
      'eslint.config.js',
      '**/out/**',
      'site-out/**',
      'workloads/models/wasm/assembly/**',
      '**/models/evaluation/*.mjs',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
      ],
    },
  },
  ...Object.entries(forbidden).map(([files, rooms]) => ({
    files: [files],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: rooms.map((room) => ({
            regex: `(^|/)${room}(/|$)`,
            message: 'Data flows one way: see docs/architecture.md.',
          })),
        },
      ],
    },
  })),
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
);
