import { keepWatching } from './background-watch.ts';
import { isSubscription } from './is-subscription.ts';
import { fillIn, NotKnownYet, remember } from './memory.ts';
import { operationNameOf } from './operation-name.ts';
import { change, currentState } from './playground-state.ts';
import { type GraphQLAnswer, type Operation, post } from './post.ts';
import { authorizationOf, renew, signIn, tokensIn } from './session.ts';
import { watch } from './watch.ts';

/** An access token is renewed shortly before it expires, so that no request fails. */
const earlyMs = 10_000;

async function currentAuthorization(): Promise<string | null> {
  const { session } = currentState();
  if (session?.expiresAt && session.expiresAt - earlyMs < Date.now()) await renew(session);
  const current = currentState().session;
  return current && authorizationOf(current);
}

/** The Authorization header of the headers editor, if it has one. */
const named = (headers: Record<string, string>, name: string): string | undefined =>
  Object.entries(headers).find(([header]) => header.toLowerCase() === name)?.[1];

/** Sends an operation with the session's token, unless the headers editor has another. Renews a refused token once. */
async function sendAsViewer(operation: Operation, headers: Record<string, string>): Promise<GraphQLAnswer> {
  const authorization = named(headers, 'authorization') !== undefined ? null : await currentAuthorization();
  if (authorization === null) return (await post(operation, headers)).answer;
  const { status, answer } = await post(operation, { ...headers, authorization });
  const { session } = currentState();
  if (status !== 401 || !session || !(await renew(session))) return answer;
  const renewed = await currentAuthorization();
  return (await post(operation, { ...headers, ...(renewed ? { authorization: renewed } : {}) })).answer;
}

/** GraphiQL's fetcher: fills in variables, remembers values of results, and opens a socket for subscriptions. */
export async function fetcher(
  operation: Operation,
  options: { headers?: Record<string, string> | undefined } = {},
): Promise<GraphQLAnswer | AsyncIterable<GraphQLAnswer>> {
  if (operation.operationName === 'IntrospectionQuery') return (await post(operation)).answer;
  try {
    const variables = fillIn(operation.variables ?? {}, currentState().memory);
    const operationName = operationNameOf(operation.query, operation.operationName);
    const filled = { ...operation, operationName, variables };
    const headers = options.headers ?? {};
    if (isSubscription(filled)) {
      const given = named(headers, 'authorization');
      const events = watch(filled, async () => given ?? currentAuthorization());
      return keepWatching(operationName ?? 'The subscription', events);
    }
    const answer = await sendAsViewer(filled, headers);
    change({ memory: remember(currentState().memory, { variables, data: answer.data }) });
    const tokens = tokensIn(answer);
    if (tokens) await signIn(tokens);
    return answer;
  } catch (error) {
    if (error instanceof NotKnownYet) return { errors: [{ message: error.message }] };
    throw error;
  }
}
