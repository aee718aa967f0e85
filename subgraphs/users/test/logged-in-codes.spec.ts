import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity, type Viewer } from '@soko/auth';
import { mistake, mutationsOf } from './ask.ts';
import { admin, join, otherThan } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);

describe('codes for logged-in users', () => {
  const request = (as: Viewer, channel: string, purpose: string) =>
    change('requestOtp', { channel, purpose }, as, '... on OtpChallenge { id channel purpose maskedTo }');
  const verify = async (as: Viewer | undefined, id: string) =>
    change(
      'verifyOtp',
      { challengeId: id, code: await graph.codeOf(id) },
      as,
      '... on VerifiedChallenge { id purpose verifiedAt }',
    );

  it('verify a phone, to which other codes can then be sent', async () => {
    const amina = await join(graph, 'phoning@example.com', { phone: '+254712345678' });
    await expect(request(amina.viewer, 'SMS', 'WITHDRAW')).resolves.toMatchObject({ code: 'PHONE_NOT_VERIFIED' });
    const proof = await request(amina.viewer, 'SMS', 'PHONE');
    expect(proof).toMatchObject({ channel: 'SMS', maskedTo: '••••••••••678' });
    await expect(verify(amina.viewer, proof.id)).resolves.toMatchObject({
      __typename: 'VerifiedChallenge',
      purpose: 'PHONE',
    });
    const { data } = await graph.query('{ me { phone phoneVerified } }', {}, { as: amina.viewer });
    expect(data.me).toEqual({ phone: '+254712345678', phoneVerified: true });
    expect((await graph.told('users.user.contact_changed')).at(-1)).toMatchObject({ data: { phone: '+254712345678' } });
    await expect(request(amina.viewer, 'SMS', 'WITHDRAW')).resolves.toMatchObject({ purpose: 'WITHDRAW' });
  });

  it('verify a phone once, and say so when they are sent again', async () => {
    const amina = await join(graph, 'phoning-twice@example.com', { phone: '+254712345679' });
    const { id } = await request(amina.viewer, 'SMS', 'PHONE');
    const answers = await Promise.all([verify(amina.viewer, id), verify(amina.viewer, id)]);
    expect(answers[0]).toMatchObject({ __typename: 'VerifiedChallenge', id, purpose: 'PHONE' });
    expect([answers[1], await verify(amina.viewer, id)]).toEqual([answers[0], answers[0]]);
    const told = await graph.told('users.user.contact_changed');
    expect(told.filter(({ subject }) => subject === amina.id)).toHaveLength(1);
    const input = { challengeId: id, code: otherThan(await graph.codeOf(id)) };
    await expect(change('verifyOtp', input, amina.viewer)).resolves.toMatchObject({ __typename: 'CodeExpired' });
    const mallory = await join(graph, 'phoning-mallory@example.com');
    await expect(verify(mallory.viewer, id)).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(verify(undefined, id)).rejects.toEqual(mistake('UNAUTHENTICATED'));
  });

  it('are verified only for the user who requested them', async () => {
    const amina = await join(graph, 'withdrawing@example.com');
    const mallory = await join(graph, 'mallory-otp@example.com');
    const challenge = await request(amina.viewer, 'EMAIL', 'WITHDRAW');
    await expect(verify(undefined, challenge.id)).rejects.toEqual(mistake('UNAUTHENTICATED'));
    await expect(verify(mallory.viewer, challenge.id)).rejects.toEqual(mistake('NOT_FOUND'));
    await expect(verify(amina.viewer, challenge.id)).resolves.toMatchObject({ id: challenge.id, purpose: 'WITHDRAW' });
    expect((await graph.told('users.otp.verified')).at(-1)).toMatchObject({
      subject: challenge.id,
      data: { userId: amina.id, purpose: 'WITHDRAW', channel: 'EMAIL' },
    });
  });

  it('of other users are not sent again', async () => {
    const amina = await join(graph, 'unbothered@example.com');
    const mallory = await join(graph, 'bothering@example.com');
    const challenge = await request(amina.viewer, 'EMAIL', 'WITHDRAW');
    await expect(change('resendOtp', { challengeId: challenge.id }, mallory.viewer)).rejects.toEqual(
      mistake('NOT_FOUND'),
    );
  });

  it.each([
    ['EMAIL', 'SIGNUP', 'purpose'],
    ['EMAIL', 'RESET', 'purpose'],
    ['EMAIL', 'PHONE', 'channel'],
  ])('are not sent by %s for %s', async (channel, purpose, field) => {
    const amina = await join(graph, `asking-${purpose}@example.com`.toLowerCase());
    await expect(request(amina.viewer, channel, purpose)).rejects.toEqual(mistake('BAD_USER_INPUT', field));
  });

  it('are verified for another service that asks several times at once', async () => {
    const amina = await join(graph, 'withdrawing-at-once@example.com');
    const identity = serviceIdentity('wallets', 'cor_spec');
    const { data: sent } = await graph.query(
      'mutation ($input: ChallengeUserInput!) { challengeUser(input: $input) { ... on OtpChallenge { id } } }',
      { input: { userId: amina.id, purpose: 'WITHDRAW', reference: 'at once' } },
      { identity },
    );
    const challengeId: string = sent.challengeUser.id;
    const input = { userId: amina.id, challengeId, purpose: 'WITHDRAW', code: await graph.codeOf(challengeId) };
    const document =
      'mutation ($input: VerifyUserChallengeInput!) { verifyUserChallenge(input: $input) { __typename } }';
    const answers = await Promise.all(
      [1, 2, 3, 4].map(async () => (await graph.query(document, { input }, { identity })).data.verifyUserChallenge),
    );
    expect(answers).toEqual(Array.from({ length: 4 }, () => ({ __typename: 'VerifiedChallenge' })));
    const told = await graph.told('users.otp.verified');
    expect(told.filter(({ subject }) => subject === challengeId)).toHaveLength(1);
  });

  it('for the key of a wallet are sent for another service alone, and verify nothing once their owner is suspended', async () => {
    const amina = await join(graph, 'exporting@example.com');
    const mallory = await join(graph, 'exporting-suspended@example.com');
    const identity = serviceIdentity('chain', 'cor_spec');
    const send = async (userId: string) => {
      const input = { userId, purpose: 'KEY_EXPORT', reference: 'cwl_1' };
      const document =
        'mutation ($input: ChallengeUserInput!) { challengeUser(input: $input) { ... on OtpChallenge { id } } }';
      return (await graph.query(document, { input }, { identity })).data.challengeUser.id as string;
    };
    const verifyAs = async (userId: string, challengeId: string) => {
      const input = { userId, challengeId, purpose: 'KEY_EXPORT', code: await graph.codeOf(challengeId) };
      const document =
        'mutation ($input: VerifyUserChallengeInput!) { verifyUserChallenge(input: $input) { __typename } }';
      return (await graph.query(document, { input }, { identity })).data.verifyUserChallenge.__typename;
    };
    const [mine, theirs] = [await send(amina.id), await send(mallory.id)];
    await expect(request(amina.viewer, 'EMAIL', 'KEY_EXPORT')).rejects.toEqual(mistake('BAD_USER_INPUT', 'purpose'));
    await expect(verify(amina.viewer, mine)).rejects.toEqual(mistake('NOT_FOUND'));
    await change('suspendUser', { userId: mallory.id, reason: 'Chargebacks' }, admin, '... on User { id }');
    expect([await verifyAs(amina.id, mine), await verifyAs(mallory.id, theirs)]).toEqual([
      'VerifiedChallenge',
      'CodeExpired',
    ]);
  });

  it('are sent and verified for another service, which may repeat what it did not hear the answer of', async () => {
    const amina = await join(graph, 'withdrawing-by-service@example.com');
    const mallory = await join(graph, 'not-withdrawing@example.com');
    const asWallets = async (field: string, input: object, selection: string) => {
      const name = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
      const document = `mutation ($input: ${name}!) { result: ${field}(input: $input) { __typename ${selection} } }`;
      const { data, errors } = await graph.query(
        document,
        { input },
        { identity: serviceIdentity('wallets', 'cor_spec') },
      );
      return errors?.[0]?.extensions?.['code'] ?? data.result;
    };
    const send = (purpose: string, reference?: string) =>
      asWallets(
        'challengeUser',
        { userId: amina.id, purpose, reference },
        '... on OtpChallenge { id channel maskedTo }',
      );
    const [challenge, ...siblings] = await Promise.all([1, 2, 3, 4].map(() => send('WITHDRAW', 'one')));
    expect(challenge).toMatchObject({ __typename: 'OtpChallenge', channel: 'EMAIL' });
    expect(siblings).toEqual([challenge, challenge, challenge]);
    expect(await send('WITHDRAW', 'one')).toEqual(challenge);
    expect(await send('WITHDRAW', 'two')).toBe('RATE_LIMITED');
    expect(await send('WITHDRAW')).toBe('RATE_LIMITED');
    expect(await send('WITHDRAW', 'x'.repeat(257))).toBe('BAD_USER_INPUT');
    expect(await send('LOGIN')).toBe('BAD_USER_INPUT');
    const verified = (input: object) =>
      asWallets(
        'verifyUserChallenge',
        { userId: amina.id, challengeId: challenge.id, purpose: 'WITHDRAW', ...input },
        '... on VerifiedChallenge { id purpose } ... on WrongCode { triesLeft }',
      );
    const code = await graph.codeOf(challenge.id);
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await verified({ code, userId: mallory.id })).toBe('NOT_FOUND');
    expect(await verified({ code: wrong })).toMatchObject({ __typename: 'WrongCode', triesLeft: 4 });
    const right = { __typename: 'VerifiedChallenge', id: challenge.id, purpose: 'WITHDRAW' };
    for (let times = 0; times < 6; times += 1) expect(await verified({ code })).toMatchObject(right);
    for (const triesLeft of [3, 2, 1, 0])
      expect(await verified({ code: wrong })).toMatchObject({ __typename: 'WrongCode', triesLeft });
    expect(await verified({ code })).toMatchObject({ __typename: 'CodeExpired' });
    // A code that was verified is not the answer to a repeat.
    expect(await send('WITHDRAW', 'one')).toBe('RATE_LIMITED');
    const asOwner = { input: { userId: amina.id, purpose: 'WITHDRAW' } };
    const { errors } = await graph.query(
      'mutation ($input: ChallengeUserInput!) { challengeUser(input: $input) { __typename } }',
      asOwner,
      { as: amina.viewer },
    );
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });
});
