import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { publicJwks } from '../index.ts';
import { kindsOf } from './ask.ts';
import { documents, join, logIn, password, profile } from './people.ts';
import { startUsers, testEnv, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers({ LOG_IN_TRIES_PER_ACCOUNT: '5', LOG_IN_TRIES_PER_ADDRESS: '10' });
});

afterAll(() => graph.close());

const tryLogIn = (email: string, given: string, clientAddress = '127.0.0.1') =>
  graph.query(documents.logIn, { input: { email, password: given } }, { identity: { clientAddress } });

const refresh = (refreshToken: string) =>
  graph.query(documents.refreshSession, { input: { refreshToken } }).then(({ data }) => data.refreshSession);

const revoked = async (userId: string) =>
  (await graph.told('users.session.revoked'))
    .map(({ data }) => data as { userId: string; reason: string })
    .filter((data) => data.userId === userId)
    .map(({ reason }) => reason);

describe('logging in', () => {
  it('opens a session whose token the published keys verify', async () => {
    const amina = await join(graph, 'amina@example.com');
    const { data, errors } = await tryLogIn(' Amina@Example.com', password);
    expect(errors).toBeUndefined();
    expect(data.logIn).toMatchObject({ __typename: 'Session', user: { id: amina.id, email: 'amina@example.com' } });
    const keys = await publicJwks(testEnv);
    expect(decodeProtectedHeader(data.logIn.accessToken)).toMatchObject({ alg: 'EdDSA', kid: keys.keys[0]?.kid });
    const { payload } = await jwtVerify(data.logIn.accessToken, createLocalJWKSet(keys), {
      issuer: 'soko',
      audience: 'soko',
    });
    expect(payload).toMatchObject({ sub: amina.id, roles: ['CUSTOMER'], sid: expect.stringMatching(/^ses_/) });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
    expect(Date.parse(data.logIn.expiresAt)).toBe(
      (payload.exp ?? 0) * 1000 + (Date.parse(data.logIn.expiresAt) % 1000),
    );
    const last = (await graph.told()).at(-1);
    expect(last).toMatchObject({
      type: 'users.user.logged_in',
      subject: amina.id,
      data: { sessionId: payload['sid'] },
    });
  });

  it('knows an address by every spelling of its domain', async () => {
    const amina = await join(graph, 'amina@MÜLLER.example');
    for (const email of ['amina@müller.example', 'amina@mu\u0308ller.example', 'Amina@xn--mller-kva.example']) {
      expect((await tryLogIn(email, password)).data.logIn).toMatchObject({
        user: { id: amina.id, email: 'amina@xn--mller-kva.example' },
      });
    }
  });

  it('returns the same for a wrong password and an unknown address, at the same cost', async () => {
    await join(graph, 'known@example.com');
    const wrong = await graph.statements(() => tryLogIn('known@example.com', 'not the password'));
    const unknown = await graph.statements(() => tryLogIn('unknown@example.com', 'not the password'));
    expect(wrong.result.data.logIn).toEqual(unknown.result.data.logIn);
    expect(wrong.result.data.logIn).toMatchObject({ __typename: 'InvalidCredentials', code: 'INVALID_CREDENTIALS' });
    expect(wrong.texts).toEqual(unknown.texts);
  });

  it('works at the same time from many clients', async () => {
    await join(graph, 'everywhere@example.com');
    const answers = await Promise.all(Array.from({ length: 5 }, () => tryLogIn('everywhere@example.com', password)));
    expect(answers.map(({ data }) => data?.logIn.__typename)).toEqual(Array(5).fill('Session'));
  });

  it('requires a code until the address is verified, and sends it once', async () => {
    const begun = await graph.query(documents.signUp, { input: profile('pending@example.com') });
    const again = await tryLogIn('pending@example.com', password);
    expect(again.data.logIn).toMatchObject({
      __typename: 'VerificationRequired',
      code: 'VERIFICATION_REQUIRED',
      challenge: { id: begun.data.signUp.id, purpose: 'SIGNUP' },
    });
    expect((await tryLogIn('pending@example.com', 'not the password')).data.logIn.__typename).toBe(
      'InvalidCredentials',
    );
    graph.pass({ seconds: 61 });
    const { id } = (await tryLogIn('pending@example.com', password)).data.logIn.challenge;
    expect(id).not.toBe(begun.data.signUp.id);
    const met = await graph.query(documents.verifyOtp, { input: { challengeId: id, code: await graph.codeOf(id) } });
    expect(met.data.verifyOtp.__typename).toBe('Session');
  });

  it('never shares the code of a sign-up that another person began', async () => {
    await graph.query(documents.signUp, { input: profile('contested@example.com') });
    graph.pass({ seconds: 61 });
    const input = { ...profile('contested@example.com'), password: 'the one of mallory' };
    const theirs = await graph.query(documents.signUp, { input });
    const mine = await tryLogIn('contested@example.com', password);
    // Their code was sent less than a minute ago, so no other can be sent; theirs would set their password.
    expect(mine.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    graph.pass({ seconds: 61 });
    const { challenge } = (await tryLogIn('contested@example.com', password)).data.logIn;
    expect(challenge.id).not.toBe(theirs.data.signUp.id);
    await graph.query(documents.verifyOtp, {
      input: { challengeId: challenge.id, code: await graph.codeOf(challenge.id) },
    });
    expect((await tryLogIn('contested@example.com', password)).data.logIn.__typename).toBe('Session');
  });
});

describe('the second step', () => {
  const setTwoStep = /* GraphQL */ `
    mutation ($input: SetTwoStepLogInInput!) {
      setTwoStepLogIn(input: $input) {
        __typename
        ... on User {
          twoStepLogIn
        }
        ... on UserError {
          code
        }
      }
    }
  `;

  it('requires a code by email after the password', async () => {
    const careful = await join(graph, 'careful@example.com');
    const set = (input: object) => graph.query(setTwoStep, { input }, { as: careful.viewer });
    expect((await set({ enabled: true, password: 'not it at all' })).data.setTwoStepLogIn.code).toBe(
      'INVALID_CREDENTIALS',
    );
    expect((await set({ enabled: true, password })).data.setTwoStepLogIn.twoStepLogIn).toBe(true);
    const { challenge } = (await tryLogIn('careful@example.com', password)).data.logIn;
    expect(challenge).toMatchObject({ purpose: 'LOGIN', maskedTo: 'c•••@example.com' });
    const input = { challengeId: challenge.id, code: await graph.codeOf(challenge.id) };
    const met = await graph.query(documents.verifyOtp, { input });
    expect(met.data.verifyOtp).toMatchObject({ __typename: 'Session', user: { id: careful.id } });
  });
});

describe('guessing', () => {
  it('is stopped at one account, known or not, from any address', async () => {
    await join(graph, 'victim@example.com');
    for (const email of ['victim@example.com', 'nobody@example.com']) {
      await graph.standStill(async () => {
        for (let i = 0; i < 5; i += 1) {
          const { data } = await tryLogIn(email, 'a wrong password', `10.0.0.${i}`);
          expect(data.logIn.__typename).toBe('InvalidCredentials');
        }
        const { errors } = await tryLogIn(email, password, '10.0.0.9');
        expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: 900 } }]);
      });
    }
    graph.pass({ minutes: 15 });
    expect((await tryLogIn('victim@example.com', password, '10.0.0.9')).data.logIn.__typename).toBe('Session');
  });

  it('by others locks out neither an address that the owner knows nor, after a reset, the owner elsewhere', async () => {
    const { id } = await join(graph, 'locked-out@example.com');
    const log = async (given: string, address: string) => {
      const { data, errors } = await tryLogIn('locked-out@example.com', given, address);
      return errors?.[0]?.extensions?.['code'] ?? data.logIn.__typename;
    };
    expect(await log(password, '10.0.3.1')).toBe('Session');
    for (let i = 0; i < 5; i += 1) await log('a wrong password', `10.0.4.${i}`);
    expect(await log(password, '10.0.4.9')).toBe('RATE_LIMITED');
    expect(await log('a wrong password', '10.0.4.8')).toBe('RATE_LIMITED');
    expect(await log(password, '10.0.3.1')).toBe('Session');
    const refusals = await graph.told('users.user.log_ins_refused');
    expect(refusals.filter(({ subject }) => subject === id)).toHaveLength(1);

    for (let i = 0; i < 5; i += 1) await log('a wrong password', '10.0.3.1');
    expect(await log(password, '10.0.3.1')).toBe('RATE_LIMITED');

    const begun = await graph.query(
      'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { ... on OtpChallenge { id } } }',
      { input: { email: 'locked-out@example.com' } },
    );
    const { id: challengeId } = begun.data['requestPasswordReset'];
    const newPassword = 'an entirely new phrase';
    const input = { challengeId, code: await graph.codeOf(challengeId), newPassword };
    await graph.query('mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename } }', {
      input,
    });
    expect(await log(newPassword, '10.0.4.9')).toBe('Session');
  });

  it('by others does not lock out an IPv6 address whose network the owner knows', async () => {
    await join(graph, 'six@example.com');
    const log = async (given: string, address: string) => {
      const { data, errors } = await tryLogIn('six@example.com', given, address);
      return errors?.[0]?.extensions?.['code'] ?? data.logIn.__typename;
    };
    await log(password, '2001:db8::7:1');
    for (let i = 0; i < 5; i += 1) await log('a wrong password', `10.0.5.${i}`);
    expect(await log(password, '2001:db8:0:0:ffff::2')).toBe('Session');
    expect(await log(password, '2001:db8:0:1::2')).toBe('RATE_LIMITED');
    expect(await log(password, 'unknown')).toBe('RATE_LIMITED');
    for (let i = 0; i < 5; i += 1) await log('a wrong password', `2001:db8::7:${i}`);
    expect(await log(password, '2001:db8::8')).toBe('RATE_LIMITED');
  });

  it('is stopped from one address, however many accounts, and counts guesses at the same time', async () => {
    const guesses = Array.from({ length: 25 }, (_, i) => tryLogIn(`p${i}@example.com`, 'a guess', '10.0.1.1'));
    const answers = await Promise.all(guesses);
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions?.['code'] === 'RATE_LIMITED')).toHaveLength(15);
    expect((await tryLogIn('p1@example.com', 'a guess', '10.0.1.2')).errors).toBeUndefined();
  });

  it('does not count log-ins that succeed', async () => {
    await join(graph, 'busy@example.com');
    for (let i = 0; i < 12; i += 1) {
      expect((await tryLogIn('busy@example.com', password, '10.0.2.1')).data.logIn.__typename).toBe('Session');
    }
  });
});

describe('refreshing', () => {
  it('returns a new pair each time, with the current roles', async () => {
    const amina = await join(graph, 'refreshing@example.com');
    await graph.pool.query("UPDATE users SET roles = '{CUSTOMER,COURIER}' WHERE id = $1", [amina.id]);
    const next = await refresh(amina.refreshToken);
    expect(next).toMatchObject({ __typename: 'Session', user: { id: amina.id, roles: ['CUSTOMER', 'COURIER'] } });
    expect(next.refreshToken).not.toBe(amina.refreshToken);
    expect((await refresh(next.refreshToken)).__typename).toBe('Session');
  });

  it('ends the whole session when a token is used a second time later', async () => {
    const amina = await join(graph, 'robbed@example.com');
    const other = await logIn(graph, 'robbed@example.com');
    const next = await refresh(amina.refreshToken);
    graph.pass({ seconds: 11 });
    await expect(refresh(amina.refreshToken)).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(refresh(next.refreshToken)).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(revoked(amina.id)).resolves.toEqual(['REUSED']);
    expect((await refresh(other.refreshToken)).__typename).toBe('Session');
  });

  it('gives two tabs that refresh at once the same next token, and both stay logged in', async () => {
    const amina = await join(graph, 'tabs@example.com');
    const tabs = await Promise.all([refresh(amina.refreshToken), refresh(amina.refreshToken)]);
    expect(kindsOf(tabs)).toEqual(['Session', 'Session']);
    expect(tabs[0].refreshToken).toBe(tabs[1].refreshToken);
    // One of them refreshes again before the other has the result.
    const next = await refresh(tabs[0].refreshToken);
    graph.pass({ seconds: 5 });
    expect((await refresh(amina.refreshToken)).refreshToken).toBe(next.refreshToken);
    expect((await refresh(tabs[1].refreshToken)).refreshToken).toBe(next.refreshToken);
    graph.pass({ minutes: 10 });
    expect((await refresh(next.refreshToken)).__typename).toBe('Session');
    await expect(revoked(amina.id)).resolves.toEqual([]);
  });

  it('returns no token of a session that ended meanwhile', async () => {
    const amina = await join(graph, 'tab-out@example.com');
    await refresh(amina.refreshToken);
    await graph.query('mutation { logOut { __typename } }', {}, { as: amina.viewer });
    await expect(refresh(amina.refreshToken)).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  it.each(['', 'nonsense', 'x'.repeat(43)])('refuses the token %j', async (token) => {
    await expect(refresh(token)).resolves.toMatchObject({ __typename: 'SessionExpired', code: 'SESSION_EXPIRED' });
  });

  it('ends when it was not used for thirty days', async () => {
    const amina = await join(graph, 'away@example.com');
    graph.pass({ days: 29 });
    const next = await refresh(amina.refreshToken);
    expect(next.__typename).toBe('Session');
    graph.pass({ days: 30, seconds: 1 });
    await expect(refresh(next.refreshToken)).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  it('keeps no token in clear', async () => {
    const amina = await join(graph, 'stored@example.com');
    const { rows } = await graph.pool.query('SELECT * FROM refresh_tokens JOIN sessions ON sessions.id = session_id');
    expect(JSON.stringify(rows)).not.toContain(amina.refreshToken);
  });
});

describe('logging out', () => {
  const logOut =
    'mutation ($input: LogOutInput) { logOut(input: $input) { __typename ... on LoggedOut { sessionsEnded } ... on UserError { code } } }';

  it('ends this session and leaves the others', async () => {
    const here = await join(graph, 'leaving@example.com');
    const there = await logIn(graph, 'leaving@example.com');
    const out = () => graph.query(logOut, {}, { as: here.viewer }).then(({ data }) => data.logOut);
    await expect(out()).resolves.toMatchObject({ __typename: 'LoggedOut', sessionsEnded: 1 });
    await expect(out()).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(refresh(here.refreshToken)).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
    expect((await refresh(there.refreshToken)).__typename).toBe('Session');
    await expect(revoked(here.id)).resolves.toEqual(['LOGGED_OUT']);
  });

  it('ends all of them when asked to', async () => {
    const here = await join(graph, 'everywhere-out@example.com');
    const there = await logIn(graph, 'everywhere-out@example.com');
    const { data } = await graph.query(logOut, { input: { everywhere: true } }, { as: here.viewer });
    expect(data.logOut.sessionsEnded).toBe(2);
    await expect(refresh(there.refreshToken)).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
  });
});

describe('sessions', () => {
  const list = '{ sessions { id current clientAddress } }';
  const revoke =
    'mutation ($id: ID!) { revokeSession(input: { sessionId: $id }) { __typename ... on ActiveSession { id } ... on UserError { code } } }';

  it('are listed to their owner, and ended one by one', async () => {
    const here = await join(graph, 'listing@example.com');
    const there = await logIn(graph, 'listing@example.com');
    const { data } = await graph.query(list, {}, { as: here.viewer });
    expect(data.sessions).toHaveLength(2);
    expect(data.sessions.find(({ current }: { current: boolean }) => current).id).toBe(
      here.viewer.kind === 'user' && here.viewer.sessionId,
    );
    const id = data.sessions.find(({ current }: { current: boolean }) => !current).id;
    expect((await graph.query(revoke, { id }, { as: here.viewer })).data.revokeSession).toMatchObject({ id });
    await expect(refresh(there.refreshToken)).resolves.toMatchObject({ code: 'SESSION_EXPIRED' });
    expect((await graph.query(revoke, { id }, { as: here.viewer })).data.revokeSession.code).toBe('SESSION_EXPIRED');
    expect((await graph.query(list, {}, { as: here.viewer })).data.sessions).toHaveLength(1);
  });

  it('of another user are not found', async () => {
    const victim = await join(graph, 'session-victim@example.com');
    const mallory = await join(graph, 'session-mallory@example.com');
    const id = victim.viewer.kind === 'user' && victim.viewer.sessionId;
    const { errors } = await graph.query(revoke, { id }, { as: mallory.viewer });
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect((await refresh(victim.refreshToken)).__typename).toBe('Session');
  });
});
