import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { mistake, mutationsOf, typesAbout } from './ask.ts';
import { canLogIn, documents, join, logIn, otherThan, password, profile, refreshed } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);

describe('a forgotten password', () => {
  const request = (email: string) =>
    change('requestPasswordReset', { email }, undefined, '... on OtpChallenge { id purpose maskedTo }');
  const reset = (challengeId: string, code: string, newPassword = 'a whole new one') =>
    change(
      'resetPassword',
      { challengeId, code, newPassword },
      undefined,
      '... on PasswordChanged { sessionsEnded } ... on WrongCode { triesLeft } ... on CodeExpired { message }',
    );

  it('is replaced with a code, which ends all sessions', async () => {
    const amina = await join(graph, 'forgetful@example.com');
    await logIn(graph, 'forgetful@example.com');
    const challenge = await request('Forgetful@example.com');
    expect(challenge).toMatchObject({ __typename: 'OtpChallenge', purpose: 'RESET', maskedTo: 'f•••@example.com' });
    const code = await graph.codeOf(challenge.id);
    await expect(reset(challenge.id, otherThan(code))).resolves.toMatchObject({ triesLeft: 4 });
    await expect(reset(challenge.id, code)).resolves.toMatchObject({ __typename: 'PasswordChanged', sessionsEnded: 2 });
    await expect(refreshed(graph, amina)).resolves.toBe('SessionExpired');
    await expect(canLogIn(graph, 'forgetful@example.com', password)).resolves.toBe(false);
    await expect(canLogIn(graph, 'forgetful@example.com', 'a whole new one')).resolves.toBe(true);
    const changed = (await graph.told('users.user.password_changed')).at(-1);
    expect(changed).toMatchObject({ subject: amina.id, data: { by: 'RESET', email: 'forgetful@example.com' } });
  });

  it('that is sent twice is replaced once, and the code sets no other password', async () => {
    const amina = await join(graph, 'twice@example.com');
    const { id } = await request('twice@example.com');
    const code = await graph.codeOf(id);
    const [one, two] = await Promise.all([reset(id, code), reset(id, code)]);
    expect(one).toMatchObject({ __typename: 'PasswordChanged', sessionsEnded: 1 });
    expect(two).toMatchObject({ __typename: 'PasswordChanged', sessionsEnded: 1 });
    const told = await graph.told('users.user.password_changed');
    expect(told.filter(({ subject }) => subject === amina.id)).toHaveLength(1);
    await expect(reset(id, code, 'another whole one')).resolves.toMatchObject({
      code: 'CODE_EXPIRED',
      message: 'This code was already used. Ask for another to set another password.',
    });
    await expect(canLogIn(graph, 'twice@example.com', 'another whole one')).resolves.toBe(false);
    for (const _ of [1, 2, 3, 4, 5])
      await expect(reset(id, otherThan(code))).resolves.toMatchObject({
        code: 'CODE_EXPIRED',
        message: 'This code has expired. Request a new one.',
      });
    // Its attempts are used up: the code of a challenge that is closed cannot be guessed either.
    await expect(reset(id, code)).resolves.toMatchObject({ message: 'This code has expired. Request a new one.' });
  });

  it('returns the same for an address without an account, at the same cost', async () => {
    await join(graph, 'has-account@example.com');
    const known = await graph.statements(() => request('has-account@example.com'));
    const unknown = await graph.statements(() => request('no-account@example.com'));
    expect(Object.keys(unknown.result)).toEqual(Object.keys(known.result));
    expect(unknown.texts).toEqual(known.texts);
    await expect(typesAbout(graph, unknown.result.id)).resolves.toEqual([]);
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await reset(unknown.result.id, `12345${i}`));
    expect(answers.map(({ triesLeft, code }) => triesLeft ?? code)).toEqual([4, 3, 2, 1, 0, 'CODE_LOCKED']);
  });

  it('is not replaced by a weak one, which uses up no attempt', async () => {
    await join(graph, 'weakling@example.com');
    const { id } = await request('weakling@example.com');
    const code = await graph.codeOf(id);
    await expect(reset(id, code, 'password123')).rejects.toEqual(mistake('BAD_USER_INPUT', 'newPassword'));
    await expect(reset(id, code, 'weakling@example.com')).rejects.toEqual(mistake('BAD_USER_INPUT', 'newPassword'));
    await expect(reset(id, code)).resolves.toMatchObject({ __typename: 'PasswordChanged' });
  });

  it('does not accept the code of another purpose, nor the reverse', async () => {
    const signUp = await graph.query(documents.signUp, { input: profile('crossed@example.com') });
    const { id } = signUp.data.signUp;
    await expect(reset(id, await graph.codeOf(id))).rejects.toEqual(mistake('NOT_FOUND'));
    await join(graph, 'crossed2@example.com');
    const challenge = await request('crossed2@example.com');
    const verify = change(
      'verifyOtp',
      { challengeId: challenge.id, code: await graph.codeOf(challenge.id) },
      undefined,
    );
    await expect(verify).rejects.toEqual(mistake('NOT_FOUND'));
  });
});

describe('changing the password', () => {
  const input = { currentPassword: password, newPassword: 'another good one' };

  it('requires the old one, keeps this session and ends the others', async () => {
    const here = await join(graph, 'changing@example.com');
    const there = await logIn(graph, 'changing@example.com');
    const answer = await change('changePassword', input, here.viewer, '... on PasswordChanged { sessionsEnded }');
    expect(answer).toMatchObject({ __typename: 'PasswordChanged', sessionsEnded: 1 });
    await expect(refreshed(graph, here)).resolves.toBe('Session');
    await expect(refreshed(graph, there)).resolves.toBe('SessionExpired');
    await expect(canLogIn(graph, 'changing@example.com', 'another good one')).resolves.toBe(true);
  });

  it('is refused without it, and attempts are counted', async () => {
    const here = await join(graph, 'guessed-at@example.com');
    for (let i = 0; i < 20; i += 1) {
      const answer = await change('changePassword', { ...input, currentPassword: 'not it at all' }, here.viewer);
      expect(answer.code).toBe('INVALID_CREDENTIALS');
    }
    await expect(change('changePassword', input, here.viewer)).rejects.toEqual(mistake('RATE_LIMITED'));
  });

  it('requires a logged-in user', async () => {
    await expect(change('changePassword', input, undefined)).rejects.toEqual(mistake('UNAUTHENTICATED'));
    const key: Viewer = { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: [] };
    await expect(change('changePassword', input, key)).rejects.toEqual(mistake('FORBIDDEN'));
  });
});
