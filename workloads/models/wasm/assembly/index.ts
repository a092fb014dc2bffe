/**
 * The int8 kernels in WebAssembly SIMD. All memory is the caller's: functions take addresses in bytes. What they read may
 * be up to 16 bytes longer than what is used of it.
 */
export { add } from './add';
export { convolveDepthwise } from './depthwise';
export { multiply } from './matrix-product';
export { poolWindow } from './pool';
export { widenImage } from './widen';
