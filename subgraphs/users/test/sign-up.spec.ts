import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startUsers, type UsersGraph } from './start-users.ts';

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

const verifyOtp = /* GraphQL */ `
  mutation ($input: VerifyOtpInput!) {
    verifyOtp(input: $input) {
      __typename
      ... on Session {
        accessToken
        refreshToken
        expiresAt
        user {
          id
          email
          status
        }
      }
      ... on WrongCode {
        triesLeft
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const person = (email: string) => ({
  email,
  password: 'correct horse battery',
  firstName: 'Amina',
  lastName: 'Odhiambo',
});

describe('signing up', () => {
  it('sends a code, which opens a session', async () => {
    const begun = await graph.query(signUp, { input: person('amina@example.com') });
    expect(begun.errors).toBeUndefined();
    expect(begun.data.signUp).toMatchObject({
      __typename: 'OtpChallenge',
      channel: 'EMAIL',
      maskedTo: 'a•••@example.com',
    });
    const { id } = begun.data.signUp;
    const met = await graph.query(verifyOtp, { input: { challengeId: id, code: await graph.codeOf(id) } });
    expect(met.errors).toBeUndefined();
    expect(met.data.verifyOtp).toMatchObject({ __typename: 'Session' });
  });
});
