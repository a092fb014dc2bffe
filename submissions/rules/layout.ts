import { always } from './rule.ts';
import type { LayoutRule } from './rule.ts';

const source = 'MLPerf Tiny submission rules, layout; the names that the official checker looks for';

/** What reading the layout finds. */
export const layoutRules: readonly LayoutRule[] = [
  {
    ...{ id: 'layout-folder-name', scope: 'layout', source, severity: always('warning') },
    title: 'Names of mode folders',
    asks: 'The folder of a run is named performance, accuracy or energy.',
  },
  {
    ...{ id: 'layout-file-name', scope: 'layout', source, severity: always('warning') },
    title: 'Names of files',
    asks: 'The files of a run have the names that the runner gives them.',
  },
  {
    ...{ id: 'layout-several-runs', scope: 'layout', source, severity: always('warning') },
    title: 'One run of a mode',
    asks: 'A result has one run of each mode; runs that claim different figures contradict each other.',
  },
  {
    ...{ id: 'layout-unplaced', scope: 'layout', source, severity: always('warning') },
    title: 'Place of a run',
    asks: 'Folders or files say the benchmark and the mode of a run.',
  },
];
