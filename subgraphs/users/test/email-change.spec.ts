import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { kindsOf, mistake, mutationsOf } from './ask.ts';
import { canLogIn, documents, join, otherThan, password, profile } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);

describe('changing the address', () => {
  const request = (as: Viewer, email: string, given = password) =>
    change('requestEmailChange', { email, password: given }, as, '... on OtpChallenge { id purpose maskedTo }');
  const confirm = async (as: Viewer, challengeId: string, code: string) =>
    change('confirmEmailChange', { challengeId, code }, as, '... on User { id email } ... on CodeExpired { message }');

  it('requires the password and a code to the new address, and notifies the old one', async () => {
    const amina = await join(graph, 'old@example.com');
    expect((await request(amina.viewer, 'new@example.com', 'not it at all')).code).toBe('INVALID_CREDENTIALS');
    const challenge = await request(amina.viewer, 'New@example.com');
    expect(challenge).toMatchObject({ purpose: 'EMAIL_CHANGE', maskedTo: 'n•••@example.com' });
    const user = await confirm(amina.viewer, challenge.id, await graph.codeOf(challenge.id));
    expect(user).toMatchObject({ __typename: 'User', id: amina.id, email: 'new@example.com' });
    expect((await graph.told('users.user.contact_changed')).at(-1)).toMatchObject({
      subject: amina.id,
      data: { email: 'new@example.com', previousEmail: 'old@example.com' },
    });
    await expect(canLogIn(graph, 'old@example.com', password)).resolves.toBe(false);
    await expect(canLogIn(graph, 'new@example.com', password)).resolves.toBe(true);
  });

  it('that is confirmed twice is done once, and both requests have its result', async () => {
    const amina = await join(graph, 'twice@example.com');
    const { id } = await request(amina.viewer, 'twice-new@example.com');
    const code = await graph.codeOf(id);
    const answers = await Promise.all([confirm(amina.viewer, id, code), confirm(amina.viewer, id, code)]);
    const user = { __typename: 'User', id: amina.id, email: 'twice-new@example.com' };
    expect([...answers, await confirm(amina.viewer, id, code)]).toEqual([user, user, user]);
    const told = await graph.told('users.user.contact_changed');
    expect(told.filter(({ subject }) => subject === amina.id)).toHaveLength(1);
    await expect(confirm(amina.viewer, id, otherThan(code))).resolves.toMatchObject({ __typename: 'CodeExpired' });
    const mallory = await join(graph, 'mallory-twice@example.com');
    await expect(confirm(mallory.viewer, id, code)).rejects.toEqual(mistake('NOT_FOUND'));
  });

  it('that is confirmed again after another change does not undo that', async () => {
    const amina = await join(graph, 'to-and-fro@example.com');
    const first = await request(amina.viewer, 'to@example.com');
    const code = await graph.codeOf(first.id);
    await confirm(amina.viewer, first.id, code);
    graph.pass({ seconds: 61 });
    const second = await request(amina.viewer, 'fro@example.com');
    await confirm(amina.viewer, second.id, await graph.codeOf(second.id));
    await expect(confirm(amina.viewer, first.id, code)).resolves.toMatchObject({
      __typename: 'CodeExpired',
      message: 'This code was already used. Ask for the change again.',
    });
    await expect(canLogIn(graph, 'fro@example.com', password)).resolves.toBe(true);
  });

  it('to a registered address returns the same and never succeeds', async () => {
    const amina = await join(graph, 'mover@example.com');
    await join(graph, 'resident@example.com');
    const taken = await graph.statements(() => request(amina.viewer, 'resident@example.com'));
    const free = await graph.statements(() => request(amina.viewer, 'vacant@example.com'));
    expect(Object.keys(taken.result)).toEqual(Object.keys(free.result));
    expect(taken.texts).toEqual(free.texts);
    await expect(confirm(amina.viewer, taken.result.id, '123456')).resolves.toMatchObject({ __typename: 'WrongCode' });
    await expect(graph.codeOf(taken.result.id)).rejects.toThrow('No code was sent');
  });

  it('is refused when another user verified the address first', async () => {
    const amina = await join(graph, 'slow@example.com');
    const challenge = await request(amina.viewer, 'wanted@example.com');
    graph.pass({ minutes: 2 });
    await join(graph, 'wanted@example.com');
    const code = await graph.codeOf(challenge.id);
    for (const _ of [1, 2])
      await expect(confirm(amina.viewer, challenge.id, code)).resolves.toMatchObject({ code: 'EMAIL_TAKEN' });
  });

  it('succeeds for one of two users who verify the address at once', async () => {
    const people = [await join(graph, 'racer1@example.com'), await join(graph, 'racer2@example.com')];
    const challenges: { id: string }[] = [];
    for (const { viewer } of people) {
      challenges.push(await request(viewer, 'finish@example.com'));
      graph.pass({ seconds: 61 });
    }
    const answers = await Promise.all(
      people.map(async ({ viewer }, i) => confirm(viewer, challenges[i]!.id, await graph.codeOf(challenges[i]!.id))),
    );
    expect(kindsOf(answers)).toEqual(['EmailTaken', 'User']);
  });

  it('takes the address from a sign-up that was never verified', async () => {
    const amina = await join(graph, 'rightful@example.com');
    await graph.query(documents.signUp, { input: profile('occupied@example.com') });
    const challenge = await request(amina.viewer, 'occupied@example.com');
    const user = await confirm(amina.viewer, challenge.id, await graph.codeOf(challenge.id));
    expect(user).toMatchObject({ __typename: 'User', email: 'occupied@example.com' });
    const { rows } = await graph.pool.query(
      "SELECT status, email FROM users WHERE email = 'occupied@example.com' OR status = 'ERASED' ORDER BY email NULLS FIRST",
    );
    expect(rows).toEqual([
      { status: 'ERASED', email: null },
      { status: 'ACTIVE', email: 'occupied@example.com' },
    ]);
  });

  it('of another user is not found', async () => {
    const amina = await join(graph, 'mine@example.com');
    const mallory = await join(graph, 'mallory-mail@example.com');
    const challenge = await request(amina.viewer, 'mine-too@example.com');
    const code = await graph.codeOf(challenge.id);
    await expect(confirm(mallory.viewer, challenge.id, code)).rejects.toEqual(mistake('NOT_FOUND'));
  });
});
