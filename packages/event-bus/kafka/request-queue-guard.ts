// A static import, so that a bundle has one copy of it.
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

let guarded = false;

/**
 * kafkajs 2.2.4 restarts a timer for every connection without end, also when no request is pending. Its delay is negative
 * then, which Node treats as 1 ms. The check is needed only while requests wait, and pushing one schedules it.
 * https://github.com/tulios/kafkajs/issues/1751
 */
export function guardRequestQueue(): void {
  if (guarded) return;
  guarded = true;
  const queue = RequestQueue.prototype;
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function scheduleWhenPending(this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
