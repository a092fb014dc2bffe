/**
 * What a board says, one value per token found in its output (MLPerf Tiny device API). `line` is the number of the
 * line it stood on, from 1; a line can hold several tokens where a board glues them together.
 */
export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'capabilities'; readonly capabilities: readonly string[] }
  | { readonly kind: 'timestamp-mode'; readonly mode: 'performance' | 'energy' }
  | { readonly kind: 'init-done' }
  /** Microseconds of the board's free-running counter. */
  | { readonly kind: 'lap'; readonly lapUs: number }
  | { readonly kind: 'expecting'; readonly bytes: number }
  | { readonly kind: 'load-done' }
  /** A line of `db print`: as many bytes as it showed. */
  | { readonly kind: 'buffer'; readonly bytes: Uint8Array }
  | { readonly kind: 'warmup-start'; readonly iterations: number }
  | { readonly kind: 'warmup-done' }
  | { readonly kind: 'infer-start'; readonly iterations: number }
  | { readonly kind: 'infer-done' }
  /** One number per output; null where the board printed something that is no number (`nan`). */
  | { readonly kind: 'results'; readonly values: readonly (number | null)[] }
  | { readonly kind: 'error'; readonly text: string }
  /** Text between tokens that means nothing to the protocol: logged and passed over. */
  | { readonly kind: 'text'; readonly text: string };

export type MessageKind = Message['kind'];
