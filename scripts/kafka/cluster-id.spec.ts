import { expect, it } from '@jest/globals';
import { newClusterId } from './cluster-id.mjs';

it('a cluster id is 16 bytes in base64url and never begins like an option', () => {
  for (let turn = 0; turn < 2_000; turn += 1) expect(newClusterId()).toMatch(/^\w[\w-]{21}$/);
});
