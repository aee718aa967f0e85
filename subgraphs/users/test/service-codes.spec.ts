import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@soko/auth';
import { mutationsOf } from './ask.ts';
import { join } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  // Each of the people below is asked for from the one address of a service.
  graph = await startUsers({ CODES_PER_ADDRESS_AN_HOUR: '8' });
});
afterAll(() => graph.close());

const change = mutationsOf(() => graph);

async function challenge(userId: string, purpose: string): Promise<Record<string, unknown>> {
  const document = `mutation ($input: ChallengeUserInput!) {
    challengeUser(input: $input) { ... on OtpChallenge { channel maskedTo } }
  }`;
  const identity = serviceIdentity('chain', 'cor_spec');
  const { data } = await graph.query(
    document,
    { input: { userId, purpose, reference: `ref_${userId}` } },
    { identity },
  );
  return data.challengeUser;
}

describe('codes that services ask for', () => {
  it('go to the verified phone, but those for a private key to the email address, as a phone is changed without the password', async () => {
    const amina = await join(graph, 'keys@example.com', { phone: '+254712345611' });
    const proof = await change(
      'requestOtp',
      { channel: 'SMS', purpose: 'PHONE' },
      amina.viewer,
      '... on OtpChallenge { id }',
    );
    await change('verifyOtp', { challengeId: proof.id, code: await graph.codeOf(proof.id) }, amina.viewer);
    expect(await challenge(amina.id, 'WITHDRAW')).toMatchObject({ channel: 'SMS' });
    const sent = await challenge(amina.id, 'KEY_EXPORT');
    expect(sent).toMatchObject({ channel: 'EMAIL' });
    expect(sent['maskedTo']).toMatch(/@example\.com$/);
  });

  it('are not limited by the address of the service, which all people share', async () => {
    for (let number = 0; number < 6; number += 1) {
      const { id } = await join(graph, `many-${number}@example.com`);
      expect(await challenge(id, 'KEY_EXPORT')).toMatchObject({ channel: 'EMAIL' });
      expect(await challenge(id, 'WITHDRAW')).toMatchObject({ channel: 'EMAIL' });
    }
  });
});
