import type { Socket } from 'node:net';
import type { Clock } from '../../../../harness/clock.ts';
import { failure } from '../../../../harness/errors.ts';

/** Less than this in a whole interval counts as nothing, or a byte now and then would keep a connection for ever. */
const leastBytes = 1024;

/**
 * Watches that a body goes on arriving.
 * @param onStall called once with upload.stalled when too little came for `stallS`
 * @returns ends the watch
 */
export function guardAgainstStall(
  socket: Pick<Socket, 'bytesRead'>,
  {
    clock,
    stallS,
    onStall,
  }: { readonly clock: Clock; readonly stallS: number; readonly onStall: (error: Error) => void },
): () => void {
  let seen = socket.bytesRead;
  const look = (): void => {
    if (socket.bytesRead - seen < leastBytes) {
      onStall(failure('upload.stalled', { seconds: stallS }));
      return;
    }
    seen = socket.bytesRead;
    cancel = clock.after(stallS * 1000, look);
  };
  let cancel = clock.after(stallS * 1000, look);
  return () => {
    cancel();
  };
}
