import type { Role, Viewer } from '@soko/auth';
import { person } from '@soko/testing';
import { decodeJwt } from 'jose';
import type { UsersGraph } from './start-users.ts';

export const password = 'correct horse battery';

const signUp = /* GraphQL */ `
  mutation ($input: SignUpInput!) {
    signUp(input: $input) {
      __typename
      ... on OtpChallenge {
        id
        channel
        purpose
        maskedTo
        expiresAt
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

const session = /* GraphQL */ `
  __typename
  ... on Session { accessToken refreshToken expiresAt refreshExpiresAt user { id email status roles } }
  ... on UserError { code message }
`;

export const documents = {
  signUp,
  verifyOtp: `mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) {
    ${session} ... on VerifiedChallenge { id purpose verifiedAt } ... on WrongCode { triesLeft } } }`,
  logIn: `mutation ($input: LogInInput!) { logIn(input: $input) {
    ${session} ... on VerificationRequired { challenge { id purpose maskedTo } } } }`,
  refreshSession: `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ${session} } }`,
};

export const profile = (email: string) => ({ email, password, firstName: 'Amina', lastName: 'Odhiambo' });

export interface LoggedIn {
  id: string;
  email: string;
  viewer: Viewer;
  accessToken: string;
  refreshToken: string;
}

/** The viewer of an access token. */
function viewerOf(accessToken: string): Extract<Viewer, { kind: 'user' }> {
  const claims = decodeJwt(accessToken);
  return {
    kind: 'user',
    id: String(claims.sub),
    roles: claims['roles'] as Role[],
    sessionId: String(claims['sid']),
  };
}

function loggedIn(
  email: string,
  { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
): LoggedIn {
  const viewer = viewerOf(accessToken);
  return { id: viewer.id, email, viewer, accessToken, refreshToken };
}

/** Signs a user up, verifies the address and returns the user with tokens. */
export async function join(graph: UsersGraph, email: string, more: Record<string, unknown> = {}): Promise<LoggedIn> {
  const begun = await graph.query(documents.signUp, { input: { ...profile(email), ...more } });
  const { id } = begun.data.signUp;
  const met = await graph.query(documents.verifyOtp, { input: { challengeId: id, code: await graph.codeOf(id) } });
  return loggedIn(email, met.data.verifyOtp);
}

/** Logs a user in again, as another client. */
export async function logIn(graph: UsersGraph, email: string, given = password): Promise<LoggedIn> {
  const { data } = await graph.query(documents.logIn, { input: { email, password: given } });
  return loggedIn(email, data.logIn);
}

export const support = person('usr_support', 'CUSTOMER', 'SUPPORT');
export const admin = person('usr_admin', 'CUSTOMER', 'ADMIN');

/** A different six-digit code. */
export const otherThan = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

export const canLogIn = async (graph: UsersGraph, email: string, given: string): Promise<boolean> => {
  const { data } = await graph.query(documents.logIn, { input: { email, password: given } });
  return data['logIn'].__typename === 'Session';
};

/** The result of using a refresh token: `Session` or `SessionExpired`. */
export const refreshed = async (
  graph: UsersGraph,
  { refreshToken }: Pick<LoggedIn, 'refreshToken'>,
): Promise<string> => {
  const { data } = await graph.query(documents.refreshSession, { input: { refreshToken } });
  return data['refreshSession'].__typename;
};
