import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { guardRequestQueue } from './request-queue-guard.ts';

interface RequestQueue {
  pending: unknown[];
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
}

const require = createRequire(import.meta.url);
guardRequestQueue();

const newQueue = (): RequestQueue => {
  const Queue = require('kafkajs/src/network/requestQueue') as new (options: object) => RequestQueue;
  return new Queue({ maxInFlightRequests: 1, requestTimeout: 1_000, clientId: 'test', broker: 'none', logger: {} });
};

describe('the request queue of kafkajs', () => {
  it('arms no timer while nothing is pending', () => {
    const queue = newQueue();
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();
  });

  it('arms one when a request waits', () => {
    const queue = newQueue();
    queue.pending.push({});
    queue.scheduleCheckPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    queue.destroy();
  });
});
