import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { slowSpecs } from './slow-specs.mjs';

// It comes with jest.
const fromJest = createRequire(createRequire(import.meta.url).resolve('jest-cli'));
const { default: TestSequencer } = fromJest('@jest/test-sequencer');

const slow = new Set(slowSpecs);
const root = new URL('../..', import.meta.url).pathname;

/** Slow specs first, and unit specs last. */
function turnOf({ path, context }) {
  if (slow.has(relative(root, path))) return 0;
  return context.config.displayName?.name === 'unit' ? 2 : 1;
}

/**
 * Begins with the specs that take longest, so that none of them is left when the other workers have nothing to do. Jest knows
 * how long a spec takes only where it ran before, and goes by the size of the file otherwise.
 */
export default class LongestFirst extends TestSequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [...sorted].toSorted((one, other) => turnOf(one) - turnOf(other));
  }
}
