import { beforeAll, describe, expect, it } from '@jest/globals';
import { awakeMs, until } from '@soko/testing';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { becomeSeller, newAddress, password, signUp } from '../harness/people.ts';

const refused = '... on UserError { code message }';

/** The code of the error that a viewer gets, or undefined. */
const codeOf = async (who: Client, query = '{ __typename }'): Promise<string | undefined> =>
  (await who.ask(query)).errors?.[0]?.extensions.code;

/** Waits until the viewer is refused, and expects that to take less than a second. */
async function losesAccess(who: Client, query?: string): Promise<void> {
  const isRefused = async (): Promise<boolean> => (await codeOf(who, query)) === 'UNAUTHENTICATED';
  expect(await awakeMs(() => until('the viewer is refused', isRefused))).toBeLessThan(1_000);
}

// oxlint-disable-next-line typescript/no-explicit-any
async function run(who: Client, mutation: string, input: object, fields = ''): Promise<Record<string, any>> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const data = await who.data(
    `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename ${fields} ${refused} } }`,
    { input },
  );
  return data[mutation];
}

const idOf = async (who: Client): Promise<string> => (await who.data('{ me { id } }')).me.id;

describe('access that ended', () => {
  let admin: Client;
  beforeAll(async () => {
    admin = await signedInAs('admin@example.com');
  });

  const staffMember = async (role: string) => {
    const email = newAddress(role.toLowerCase());
    const id = await idOf(await signUp(email));
    await run(admin, 'setUserRoles', { userId: id, roles: [role] });
    const session = await run(client(), 'logIn', { email, password }, '... on Session { accessToken refreshToken }');
    return { id, email, refreshToken: String(session['refreshToken']), as: client({ token: session['accessToken'] }) };
  };

  it('by logging out closes the socket as well', async () => {
    const person = await signUp(newAddress('out'));
    const closed = new Promise<number>((resolve) => {
      const socket = createClient({
        url: `${process.env['SOKO_URL']!.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: false,
        onNonLazyError: () => {},
        connectionParams: { authorization: `Bearer ${person.token}` },
        on: {
          connected: () => void person.data('mutation { logOut { __typename } }'),
          closed: (event) => resolve((event as { code: number }).code),
        },
      });
      void socket;
    });
    expect(await closed).toBe(4403);
    expect(await codeOf(person)).toBe('UNAUTHENTICATED');
  });

  it('by a suspension stops a support person at once', async () => {
    const support = await staffMember('SUPPORT');
    const users = '{ users(first: 1) { nodes { id } } }';
    expect(await codeOf(support.as, users)).toBeUndefined();
    await run(admin, 'suspendUser', { userId: support.id, reason: 'Left the company' });
    await losesAccess(support.as, users);
    await run(admin, 'reinstateUser', { userId: support.id });
    expect(await codeOf(support.as, users)).toBe('UNAUTHENTICATED');
  });

  it('by the loss of a role lets the person refresh and go on without it', async () => {
    const former = await staffMember('ADMIN');
    await run(admin, 'setUserRoles', { userId: former.id, roles: ['CUSTOMER'] });
    // The role is checked where it is kept, before any gateway has noticed.
    const promote = `mutation { setUserRoles(input: { userId: "${former.id}", roles: [ADMIN] }) { __typename } }`;
    expect(await codeOf(former.as, promote)).toMatch(/^(FORBIDDEN|UNAUTHENTICATED)$/);
    await losesAccess(former.as);
    const { refreshToken } = former;
    const next = await run(client(), 'refreshSession', { refreshToken }, '... on Session { accessToken }');
    const now = client({ token: next['accessToken'] });
    expect(await idOf(now)).toBe(former.id);
    expect(await codeOf(now, promote)).toBe('FORBIDDEN');
  });

  it('by a new password or an erasure', async () => {
    const email = newAddress('gone');
    const here = await signUp(email);
    const session = await run(client(), 'logIn', { email, password }, '... on Session { accessToken }');
    const there = client({ token: session['accessToken'] });
    await run(here, 'changePassword', { currentPassword: password, newPassword: 'a-different-password-8' });
    await losesAccess(there);
    expect(await codeOf(here, '{ me { id } }')).toBeUndefined();
    await run(here, 'eraseAccount', { password: 'a-different-password-8' });
    await losesAccess(here);
  });
});

describe('an API key', () => {
  let seller: Client;
  let storeId: string;
  beforeAll(async () => {
    ({ seller } = await becomeSeller('keyed'));
    storeId = (await run(seller, 'createStore', { name: 'Keyed' }, '... on Store { id }'))['id'];
  });

  const newKey = async (scopes: string[]) => {
    const fields = '... on CreatedApiKey { secret apiKey { id createdBy { displayName } } }';
    const made = await run(seller, 'createApiKey', { storeId, name: 'Importer', scopes }, fields);
    return { id: made['apiKey'].id as string, key: client({ token: made['secret'] }), made };
  };
  const product = (title: string) => ({ title, type: 'DIGITAL' });

  it('manages the products of its store and not those of its maker', async () => {
    const { key, made } = await newKey(['products:write']);
    expect(made['apiKey'].createdBy.displayName).toBe('Ada O.');
    const own = await until('the catalogue knows the seller', async () => {
      const created = await run(seller, 'createProduct', product('Personal'), '... on Product { id }');
      return created['id'] as string | undefined;
    });
    const kept = await until('the catalogue knows the store', async () => {
      const created = await run(key, 'createProduct', product('Of the store'), '... on Product { id store { id } }');
      return created['id'] === undefined ? null : created;
    });
    expect(kept['store']).toEqual({ id: storeId });
    const archive = (id: string) => `mutation { archiveProduct(input: { productId: "${id}" }) { __typename } }`;
    expect(await codeOf(key, archive(own))).toBe('NOT_FOUND');
    expect(await codeOf(key, archive(kept['id']))).toBeUndefined();
  });

  it('may use what names its scope and public queries, and nothing else', async () => {
    const { key } = await newKey(['products:read']);
    expect(await codeOf(key, '{ products(first: 1) { nodes { id } } }')).toBeUndefined();
    for (const query of ['{ me { id } }', '{ myStores { id } }', 'mutation { logOut { __typename } }']) {
      expect([query, await codeOf(key, query)]).toEqual([query, 'FORBIDDEN']);
    }
    const { errors } = await key.ask('mutation { archiveProduct(input: { productId: "prd_1" }) { __typename } }');
    expect(errors?.[0]?.message).toContain('an API key with the scope products:write');
    const signUpByKey = `mutation { signUp(input: { email: "k@example.org", password: "${password}", firstName: "K", lastName: "K" }) { __typename } }`;
    expect(await codeOf(key, signUpByKey)).toBe('FORBIDDEN');
  });

  it('stops within a second of its end', async () => {
    const { id, key } = await newKey(['products:write']);
    expect(await codeOf(key)).toBeUndefined();
    await run(seller, 'revokeApiKey', { apiKeyId: id });
    await losesAccess(key);
    const { key: another } = await newKey(['products:write']);
    expect(await codeOf(another)).toBeUndefined();
    const admin = await signedInAs('admin@example.com');
    await run(admin, 'suspendUser', { userId: await idOf(seller), reason: 'Fraud' });
    await losesAccess(another);
  });
});
