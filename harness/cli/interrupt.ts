/**
 * A signal that aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once, as it would have without
 * us. `release` gives the keys back.
 */
export function interruptSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    release();
    process.stderr.write('\nboardbench: stopping; press Ctrl-C again to leave at once\n');
    controller.abort(new Error('interrupted'));
  };
  const release = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, release };
}
