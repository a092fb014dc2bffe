/**
 * What is used here of the WebAssembly interface: of TypeScript's libraries only those of browsers declare it, and Node
 * has it all the same.
 */
declare namespace WebAssembly {
  /** Whether the machine can compile it. */
  function validate(bytes: Uint8Array): boolean;
  /** A compiled module; it has no parts that are used here. */
  type Module = object;
  const Module: new (bytes: Uint8Array) => Module;
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
    readonly exports: object;
  }
  class Memory {
    constructor(limits: { readonly initial: number; readonly maximum: number; readonly shared: true });
    /** Of the present size. A shared one that was taken before the memory grew stays valid, and as small as it was. */
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
}
