/** Bytes of a page of WebAssembly memory. */
export const pageBytes = 2 ** 16;

/** The most a model's tensors, packed weights and padded images may take: 1 GiB. The compiled module states it too. */
export const mostPages = 2 ** 14;
