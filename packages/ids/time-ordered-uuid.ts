import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes of many ids at once: each call of the system costs as much as the rest of an id. */
const pool = new Uint8Array(4_096);
let used = pool.length;

function nextRandom(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.subarray(used - 16, used);
}

let msecs = 0;
let seq = 0;

/** A UUIDv7. Those of one process sort in the order in which they are made, also within a millisecond: RFC 9562, 6.2. */
export function timeOrderedUuid(): string {
  const random = nextRandom();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // It begins in the lower half of its 32 bits, so that it has room to count.
    seq = new DataView(random.buffer, random.byteOffset + 6, 4).getUint32(0) & 0x7fffffff;
  } else {
    seq = (seq + 1) | 0;
    if (seq === 0) msecs += 1;
  }
  return v7({ random, msecs, seq });
}
