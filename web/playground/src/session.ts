import { change, currentState, type Session } from './playground-state.ts';
import { type GraphQLAnswer, post } from './post.ts';

interface Tokens {
  accessToken: string;
  refreshToken?: string;
  expiresAt?: string;
}

const isTokens = (value: unknown): value is Tokens =>
  typeof value === 'object' && value !== null && typeof (value as Tokens).accessToken === 'string';

/** The tokens in the result of `logIn`, `verifyOtp` or `refreshSession`. */
export const tokensIn = ({ data }: GraphQLAnswer): Tokens | undefined => Object.values(data ?? {}).find(isTokens);

export const authorizationOf = ({ accessToken }: Session): string => `Bearer ${accessToken}`;

async function whoIs(accessToken: string): Promise<Session['person']> {
  const query = 'query WhoAmI { me { displayName email roles } }';
  const { answer } = await post({ query }, { authorization: `Bearer ${accessToken}` });
  return (answer.data?.['me'] as Session['person'] | undefined) ?? null;
}

/** Signs in with tokens: further requests are sent with them. */
export async function signIn({ accessToken, refreshToken, expiresAt }: Tokens): Promise<void> {
  const session: Session = {
    accessToken,
    refreshToken: refreshToken ?? null,
    expiresAt: expiresAt ? Date.parse(expiresAt) : null,
    person: null,
  };
  change({ session, notice: null, ended: null });
  const person = await whoIs(accessToken).catch(() => null);
  if (currentState().session?.accessToken === accessToken) change({ session: { ...session, person } });
}

/** Signs in with a demo account. */
export async function signInAsDemo(email: string): Promise<void> {
  const query = `mutation LogIn($input: LogInInput!) {
    logIn(input: $input) { ... on Session { accessToken refreshToken expiresAt } ... on UserError { message } }
  }`;
  const { answer } = await post({ query, variables: { input: { email, password: 'soko-demo-2026' } } });
  const tokens = tokensIn(answer);
  if (tokens) return signIn(tokens);
  const refusal = answer.data?.['logIn'] as { message?: string } | undefined;
  change({ notice: `${email}: ${refusal?.message ?? answer.errors?.[0]?.message ?? 'could not sign in.'}` });
}

let renewing: Promise<boolean> | null = null;

/**
 * Exchanges the refresh token, once for all requests that need it. Returns false when the session has ended, and then signs
 * out.
 */
export function renew(session: Session): Promise<boolean> {
  renewing ??= exchange(session).finally(() => (renewing = null));
  return renewing;
}

async function exchange(session: Session): Promise<boolean> {
  const query = `mutation Renew($input: RefreshSessionInput!) {
    refreshSession(input: $input) { ... on Session { accessToken refreshToken expiresAt } }
  }`;
  const { refreshToken } = session;
  const { answer } = refreshToken ? await post({ query, variables: { input: { refreshToken } } }) : { answer: {} };
  const tokens = tokensIn(answer);
  if (tokens) await signIn(tokens);
  else change({ session: null, notice: 'The session has ended.', ended: session.person?.email ?? '' });
  return tokens !== undefined;
}

export async function signOut(session: Session): Promise<void> {
  change({ session: null, notice: null, ended: null });
  const query = 'mutation LogOut { logOut { __typename } }';
  await post({ query }, { authorization: authorizationOf(session) }).catch(() => undefined);
}
