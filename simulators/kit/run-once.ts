import type { Controls } from './controls.ts';
import { waitWithin } from './latency.ts';
import type { ClaimKey, SavedAnswer } from './saved-answer.ts';

interface Call<Answer> {
  controls: Pick<Controls, 'latency'>;
  claim: ClaimKey;
  /** The idempotency key with whatever it is unique within, and what it came with; null where there is none. */
  key: { id: string; fingerprint: string } | null;
  /** Does it, and keeps what it did together with its answer. */
  execute(): Answer;
  /** The answer that an earlier request with the key got. */
  replay(saved: SavedAnswer): Answer;
  /** The key came with something else before, or its first request is still running. */
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

/** Runs a call once for its idempotency key, however often it is sent, with the latency that the controls say. */
export async function runOnce<Answer>(call: Call<Answer>): Promise<Answer> {
  const answer = await (call.key === null ? execute(call) : executeOnce(call, call.key));
  await waitWithin(call.controls.latency.afterMs);
  return answer;
}
