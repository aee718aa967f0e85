import {
  type ClaimKey,
  type Controls,
  type FaultRule,
  fingerprintOf,
  forgetOldest,
  type Records,
  runOnce,
  type SavedAnswer,
} from '@soko/simulator-kit';
import { type Call, MalformedBody } from './calls.ts';
import type { Payment3pKinds } from './holds.ts';

export interface Incoming {
  id: string;
  body: unknown;
  idempotencyKey: string | null;
}

export interface Answer {
  status: number;
  body: string;
  replayed?: boolean;
}

interface Passage {
  controls: Controls;
  records: Records<Payment3pKinds>;
  claim: ClaimKey;
  call: Call;
  incoming: Incoming;
  fault: FaultRule | undefined;
}

const dayMs = 24 * 3_600_000;
const keysKept = 50_000;

const saying = (status: number, message: string): Answer => ({ status, body: JSON.stringify({ message }) });

export const injected = ({ status }: FaultRule): Answer => saying(status, 'Internal error');

type Key = Pick<SavedAnswer, 'id' | 'fingerprint'>;

/** Runs the call and saves its changes together with its answer. A malformed call saves nothing. */
function execute({ controls, records, call, incoming, fault }: Passage, key: Key | null): Answer {
  const run = call.prepare(incoming.body);
  const now = controls.clock.now();
  const draft = records.draft();
  const answer = fault?.when === 'during' ? injected(fault) : { status: 200, body: JSON.stringify(run(draft, now)) };
  const savedAt = now.getTime();
  if (key) draft.put('answers', { ...key, ...answer, savedAt, requestId: incoming.id });
  forgetOldest(records, draft, 'answers', { most: keysKept, isOld: (saved) => saved.savedAt < savedAt - dayMs });
  draft.commit();
  return answer;
}

const refusals = {
  mismatch: saying(400, 'This idempotency key was already used with another request.'),
  running: saying(409, 'The first request with this idempotency key is still running.'),
};

/** Validates a call and runs it once per idempotency key. */
export async function answerCall(passage: Passage): Promise<Answer> {
  const { controls, claim, call, incoming } = passage;
  const { idempotencyKey: id } = incoming;
  const key = id === null ? null : { id, fingerprint: fingerprintOf(call.path, JSON.stringify(incoming.body)) };
  try {
    return await runOnce<Answer>({
      controls,
      claim,
      key,
      execute: () => execute(passage, key),
      replay: ({ status, body }) => ({ status, body, replayed: true }),
      refuse: (why) => refusals[why],
    });
  } catch (error) {
    if (error instanceof MalformedBody) return saying(400, error.message);
    throw error;
  }
}
