import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, client, signedInAs } from './client.ts';

export const password = 'a-long-enough-password-7';

export const newAddress = (name: string): string => `${name}-${v7()}@example.org`;

/** The newest message to an address that says something like `pattern`; answers what its first group caught. */
export const mailed = (visitor: Client, to: string, pattern: RegExp, template?: string): Promise<string> =>
  until(
    `a message to ${to} with ${pattern}`,
    async () => {
      const { outbox } = await visitor.data(
        `query($to: String!, $template: String) { outbox(to: $to, template: $template, first: 5) { nodes { subject body } } }`,
        { to, template },
      );
      for (const { subject, body } of outbox.nodes) {
        const [, caught] = pattern.exec(`${subject}\n${body}`) ?? [];
        if (caught !== undefined) return caught;
      }
      return null;
    },
    60_000,
    50,
  );

export const codeFor = (visitor: Client, to: string): Promise<string> =>
  mailed(visitor, to, /\b(\d{6})\b/, 'one-time-code');

/** Signs a new person up: form, mail, code. */
export async function signUp(email: string, visitor: Client = client()): Promise<Client> {
  const { signUp: challenge } = await visitor.data(
    `mutation($input: SignUpInput!) { signUp(input: $input) { ... on OtpChallenge { id channel maskedTo } ... on UserError { code message } } }`,
    { input: { email, password, firstName: 'Ada', lastName: 'Otieno' } },
  );
  const { verifyOtp } = await visitor.data(
    `mutation($input: VerifyOtpInput!) { verifyOtp(input: $input) { ... on Session { accessToken user { id } } ... on UserError { code message } } }`,
    { input: { challengeId: challenge.id, code: await codeFor(visitor, email) } },
  );
  return visitor.withToken(verifyOtp.accessToken);
}

/** Signs a new person up, applies as a seller, and has an administrator approve it. The token has the new role. */
export async function becomeSeller(
  name: string,
  visitor: Client = client(),
  url?: string,
): Promise<{ seller: Client; sellerId: string; email: string }> {
  const email = newAddress(name);
  const person = await signUp(email, visitor);
  const handle = `${name}-${v7().slice(-12)}`;
  const { applyAsSeller } = await person.data(
    `mutation($input: ApplyAsSellerInput!) { applyAsSeller(input: $input) { ... on Seller { id status } ... on UserError { code message } } }`,
    { input: { displayName: `${name} & Co`, handle, payoutMethod: { kind: 'MPESA', phone: '+254712345678' } } },
  );
  const admin = await signedInAs('admin@example.com', url);
  await admin.data(
    `mutation($input: ApproveSellerInput!) { approveSeller(input: $input) { ... on Seller { id status } ... on UserError { code message } } }`,
    { input: { sellerId: applyAsSeller.id } },
  );
  return { seller: person.withToken(await logIn(person, email)), sellerId: applyAsSeller.id, email };
}

/** Signs a new person up, and has an administrator give them a role. The token has it. */
export async function becomeStaff(
  role: 'ADMIN' | 'SUPPORT' | 'TRADER',
  admin: Client,
  visitor: Client,
): Promise<Client> {
  const email = newAddress(role.toLowerCase());
  const person = await signUp(email, visitor);
  const { me } = await person.data('{ me { id } }');
  await admin.data(
    `mutation($input: SetUserRolesInput!) { setUserRoles(input: $input) { __typename ... on UserError { code } } }`,
    { input: { userId: me.id, roles: [role] } },
  );
  return person.withToken(await logIn(person, email));
}

async function logIn(visitor: Client, email: string): Promise<string> {
  const { logIn: session } = await visitor.data(
    `mutation($input: LogInInput!) { logIn(input: $input) { ... on Session { accessToken } ... on UserError { code message } } }`,
    { input: { email, password } },
  );
  return session.accessToken;
}
