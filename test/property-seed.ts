import fc from 'fast-check';

/**
 * Property tests try new cases on every run, but for CI: there a change must be judged by the same cases each time, and
 * a rare case found by chance is no fault of it.
 */
if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 20_261_120 });
