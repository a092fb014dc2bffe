#!/usr/bin/env node
// Runs the program from its TypeScript sources, so that a checkout needs no build step.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../harness/cli/main.ts');
await main(process.argv.slice(2));
