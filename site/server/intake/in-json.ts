/** What JSON makes of a value: times as ISO 8601. Of types alone, so that server, page and client can share it. */
export type InJson<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly InJson<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: InJson<Value[Key]> }
      : Value;
