export { csvText } from '../../submissions/csv-text.ts';
export type { CsvCell } from '../../submissions/csv-text.ts';
