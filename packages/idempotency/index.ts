export { hashInput, requireSameInput } from './hash-input.ts';
export { keyedHashes } from './keyed-hashes.ts';
export { type Command, findFirstResult, type Json, once } from './once.ts';
export { readIdempotencyKey } from './read-key.ts';
