import { type ClaimKey, type FaultRule, fingerprintOf, runOnce, type SavedAnswer } from '@soko/simulator-kit';
import { expand } from '../lists/expand.ts';
import type { Simulator } from '../simulator.ts';
import { forgetSome } from '../work/forget.ts';
import { beginWork, type Work } from '../work/work.ts';
import type { Answer, AnswerOrNone } from './answer.ts';
import { ApiError, InvalidParams } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import { type Incoming, paramsOf } from './incoming.ts';
import { injectedAnswer, injectedError } from './injected.ts';
import type { Route } from './route.ts';

/** One call on its way through. */
interface Passage {
  simulator: Simulator;
  claim: ClaimKey;
  route: Route;
  incoming: Incoming;
  path: Record<string, string>;
  account: string | null;
  fault: FaultRule | undefined;
}

const answerOf = (error: ApiError, { requestId }: Incoming): Answer => ({
  status: error.status,
  body: error.toJson(requestId),
});

/** An idempotency key, unique per account, with the request's fingerprint. */
type Key = Pick<SavedAnswer, 'id' | 'fingerprint'>;

type Prepared = ReturnType<Route['prepare']>;

function runPrepared({ simulator, incoming, path, fault }: Passage, prepared: Prepared, work: Work): Answer {
  if (fault?.when === 'during') throw injectedError(fault);
  const object = prepared.run({ path, work, simulator, url: incoming.path });
  return { status: 200, body: JSON.stringify(expand(object, prepared.expand, work.view, work.now)) };
}

/** Runs the call and saves its changes together with its answer. */
function execute(passage: Passage, key: Key | null): Answer {
  const { simulator, incoming, route, account } = passage;
  const { requestId, idempotencyKey } = incoming;
  const prepared = route.prepare(paramsOf(incoming));
  const begin = (): Work => beginWork(simulator, account, { requestId, idempotencyKey });
  let work = begin();
  let answer: Answer;
  try {
    answer = runPrepared(passage, prepared, work);
  } catch (error) {
    if (!(error instanceof ApiError) || !error.isRemembered) throw error;
    if (!error.keepsWork) work = begin();
    answer = answerOf(error, incoming);
  }
  if (key !== null) work.draft.put('answers', savedAnswer(passage, key, answer));
  if (incoming.method !== 'GET') forgetSome(simulator, work);
  work.commit();
  return answer;
}

/** Parameters in another order are the same parameters. */
const fingerprint = ({ call, encoded }: Incoming): string => fingerprintOf(call, encoded.split('&').sort().join('&'));

const savedAnswer = ({ simulator, incoming }: Passage, key: Key, { status, body }: Answer): SavedAnswer => ({
  ...key,
  status,
  body,
  savedAt: simulator.controls.clock.now().getTime(),
  requestId: incoming.requestId,
});

const idempotencyError = (status: number, message: string, code?: string): ApiError =>
  new ApiError(status, { type: 'idempotency_error', message, ...(code ? { code } : {}) });

const replay = ({ status, body, requestId }: SavedAnswer): Answer => ({
  status,
  body,
  replayed: true,
  headers: { 'idempotent-replayed': 'true', 'original-request': requestId },
});

function mismatch(key: string): ApiError {
  return idempotencyError(
    400,
    `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  );
}

function inUse(key: string): ApiError {
  return idempotencyError(
    409,
    `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later or contact us at support@stripe.com.`,
    'idempotency_key_in_use',
  );
}

function keyOf({ incoming, account }: Passage): Key | null {
  const { idempotencyKey } = incoming;
  if (idempotencyKey === null) return null;
  if (idempotencyKey.length > 255) throw new InvalidParams('Idempotency keys may have at most 255 characters.');
  return { id: `${account ?? 'platform'} ${idempotencyKey}`, fingerprint: fingerprint(incoming) };
}

function pass(passage: Passage): Promise<Answer> {
  const { simulator, claim, incoming } = passage;
  const key = keyOf(passage);
  return runOnce<Answer>({
    controls: simulator.controls,
    claim,
    key,
    execute: () => execute(passage, key),
    replay,
    refuse(why) {
      throw why === 'mismatch' ? mismatch(incoming.idempotencyKey!) : inUse(incoming.idempotencyKey!);
    },
  });
}

/** Tells the SDK not to retry: a saved 500 would be replayed. */
const withAdvice = (answer: Answer): Answer =>
  answer.status < 500 ? answer : { ...answer, headers: { ...answer.headers, 'stripe-should-retry': 'false' } };

/** Handles one call of the API: authentication, validation, idempotency key, injected faults. */
export async function answerCall(
  simulator: Simulator,
  claim: ClaimKey,
  route: Route,
  incoming: Incoming,
  path: Record<string, string>,
  fault: FaultRule | undefined,
): Promise<AnswerOrNone> {
  try {
    const account = authenticate(incoming, simulator.records);
    if (fault?.when === 'before') return injectedAnswer(fault, incoming.requestId);
    const answer = await pass({ simulator, claim, route, incoming, path, account, fault });
    if (fault && (fault.when === 'after' || fault.effect === 'disconnect'))
      return injectedAnswer(fault, incoming.requestId);
    return withAdvice(answer);
  } catch (error) {
    if (error instanceof ApiError) return answerOf(error, incoming);
    simulator.log.error({ err: error, call: incoming.call }, 'the simulator failed');
    return answerOf(new ApiError(500, { type: 'api_error', message: 'The simulator failed; see its log.' }), incoming);
  }
}
