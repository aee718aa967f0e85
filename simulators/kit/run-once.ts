import type { Controls } from './controls.ts';
import { waitWithin } from './latency.ts';
import type { ClaimKey, SavedAnswer } from './saved-answer.ts';

interface Call<Answer> {
  controls: Pick<Controls, 'latency'>;
  claim: ClaimKey;
  /** The idempotency key with its scope and the request's fingerprint; null without a key. */
  key: { id: string; fingerprint: string } | null;
  /** Runs the call, and saves its changes together with its answer. */
  execute(): Answer;
  /** The answer of an earlier request with the key. */
  replay(saved: SavedAnswer): Answer;
  /** The key was used with another request, or its first request is still running. */
  refuse(why: 'mismatch' | 'running'): Answer;
}

async function execute<Answer>({ controls, execute }: Call<Answer>): Promise<Answer> {
  await waitWithin(controls.latency.beforeMs);
  return execute();
}

async function executeOnce<Answer>(call: Call<Answer>, key: { id: string; fingerprint: string }): Promise<Answer> {
  const claimed = call.claim(key.id, key.fingerprint);
  switch (claimed.kind) {
    case 'answered':
      return call.replay(claimed.answer);
    case 'mismatch':
    case 'running':
      return call.refuse(claimed.kind);
    case 'first':
      try {
        return await execute(call);
      } finally {
        claimed.release();
      }
    default:
      return claimed satisfies never;
  }
}

/** Runs a call once per idempotency key, with the latency of the controls. */
export async function runOnce<Answer>(call: Call<Answer>): Promise<Answer> {
  const answer = await (call.key === null ? execute(call) : executeOnce(call, call.key));
  await waitWithin(call.controls.latency.afterMs);
  return answer;
}
