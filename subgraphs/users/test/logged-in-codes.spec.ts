import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { mistake, mutationsOf } from './ask.ts';
import { join } from './people.ts';
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
});
