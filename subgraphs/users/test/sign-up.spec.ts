import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kindsOf } from './ask.ts';
import { documents, join, otherThan, profile } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const begin = (email: string, more: object = {}) =>
  graph.query(documents.signUp, { input: { ...profile(email), ...more } });

const verify = (challengeId: string, code: string) =>
  graph.query(documents.verifyOtp, { input: { challengeId, code } }).then(({ data }) => data.verifyOtp);

const eventsAbout = async (subject: string) =>
  (await graph.told()).filter((event) => event.subject === subject).map((event) => event.type);

/** The code of a challenge as a word of its own: the same digits can be a part of an id. */
const wordOfCode = async (challengeId: string) => new RegExp(`\\b${await graph.codeOf(challengeId)}\\b`);

describe('signing up', () => {
  it('sends a code, which opens a session', async () => {
    const { data, errors } = await begin('amina@example.com', { phone: '+254 712 345 678', locale: 'sw-ke' });
    expect(errors).toBeUndefined();
    expect(data.signUp).toMatchObject({
      __typename: 'OtpChallenge',
      channel: 'EMAIL',
      purpose: 'SIGNUP',
      maskedTo: 'a•••@example.com',
    });
    const { id } = data.signUp;
    const session = await verify(id, await graph.codeOf(id));
    expect(session).toMatchObject({
      __typename: 'Session',
      user: { email: 'amina@example.com', status: 'ACTIVE', roles: ['CUSTOMER'] },
    });
    await expect(eventsAbout(session.user.id)).resolves.toEqual([
      'users.user.registered',
      'users.user.verified',
      'users.user.logged_in',
    ]);
    await expect(eventsAbout(id)).resolves.toEqual(['users.otp.requested', 'users.otp.verified']);
  });

  it('publishes what consumers need and no secrets', async () => {
    const { data } = await begin('discreet@example.com', { phone: '+254712345678' });
    const [registered, requested] = (await graph.told()).slice(-2);
    expect(registered).toMatchObject({
      type: 'users.user.registered',
      sequence: 1,
      causationId: null,
      data: { email: 'discreet@example.com', firstName: 'Amina', locale: 'en', roles: ['CUSTOMER'] },
    });
    expect(Object.keys(registered?.data as object).toSorted()).toEqual([
      'email',
      'firstName',
      'locale',
      'roles',
      'timeZone',
    ]);
    expect(requested).toMatchObject({
      type: 'users.otp.requested',
      correlationId: registered?.correlationId,
      data: { to: 'discreet@example.com', channel: 'EMAIL', purpose: 'SIGNUP', locale: 'en' },
    });
    expect(JSON.stringify(requested)).not.toMatch(await wordOfCode(data.signUp.id));
  });

  it('keeps neither password nor code in clear', async () => {
    const { data } = await begin('secretive@example.com');
    const { rows } = await graph.pool.query(
      'SELECT to_jsonb(u) || to_jsonb(c) AS row FROM users u JOIN otp_challenges c ON c.user_id = u.id WHERE c.id = $1',
      [data.signUp.id],
    );
    const text = JSON.stringify(rows[0].row);
    expect(text).not.toContain('correct horse');
    expect(text).not.toMatch(await wordOfCode(data.signUp.id));
    expect(rows[0].row.password_hash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
  });

  it.each([
    ['email', { email: 'not an address' }],
    ['password', { password: 'short' }],
    ['password', { password: 'Password1234' }],
    ['password', { email: 'amina.o@example.com', password: 'amina.o@example.com' }],
    ['firstName', { firstName: '  ' }],
    ['lastName', { lastName: 'x'.repeat(101) }],
    ['phone', { phone: '0712345678' }],
    ['locale', { locale: 'not_a_locale' }],
  ])('refuses a bad %s', async (field, wrong) => {
    const { errors } = await begin('wrong@example.com', wrong);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
    const { rowCount } = await graph.pool.query("SELECT 1 FROM users WHERE email = 'wrong@example.com'");
    expect(rowCount).toBe(0);
  });

  it('accepts no role and no id in the input', async () => {
    const { errors } = await begin('mallory@example.com', { roles: ['ADMIN'], id: 'usr_mine' });
    expect(errors?.[0]?.message).toMatch(/not defined by type "SignUpInput"/);
  });

  it('can be disabled', async () => {
    const closed = await startUsers({ LOCAL_ACCOUNTS: 'false' });
    const { data } = await closed.query(documents.signUp, { input: profile('amina@example.com') });
    expect(data.signUp).toMatchObject({ __typename: 'LocalAccountsDisabled', code: 'LOCAL_ACCOUNTS_DISABLED' });
    await closed.close();
  });
});

describe('signing up with a registered address', () => {
  it('returns the same as for a new address, at the same cost, and notifies the owner', async () => {
    await join(graph, 'known@example.com');
    graph.pass({ minutes: 2 });
    const unknown = await graph.statements(() => begin('unknown@example.com'));
    const known = await graph.statements(() => begin('known@example.com'));
    const shape = ({ data }: Awaited<ReturnType<typeof begin>>) => ({
      ...data.signUp,
      id: data.signUp.id.slice(0, 4),
      expiresAt: typeof data.signUp.expiresAt,
      maskedTo: data.signUp.maskedTo.length,
    });
    expect({ ...shape(known.result), maskedTo: 0 }).toEqual({ ...shape(unknown.result), maskedTo: 0 });
    expect(known.texts).toEqual(unknown.texts);
    const last = (await graph.told()).at(-1);
    expect(last).toMatchObject({ type: 'users.user.sign_up_attempted', data: { email: 'known@example.com' } });
    await expect(graph.codeOf(known.result.data.signUp.id)).rejects.toThrow('No code was sent');
  });

  it('returns a challenge that behaves like a real one and accepts no code', async () => {
    await join(graph, 'decoyed@example.com');
    graph.pass({ minutes: 2 });
    const { data } = await begin('decoyed@example.com');
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await verify(data.signUp.id, `00000${i}`));
    expect(answers.map(({ triesLeft, code }) => triesLeft ?? code)).toEqual([4, 3, 2, 1, 0, 'CODE_LOCKED']);
    await expect(eventsAbout(data.signUp.id)).resolves.toEqual([]);
  });

  it('does not change the account', async () => {
    const owner = await join(graph, 'owned@example.com');
    graph.pass({ minutes: 2 });
    await begin('OWNED@example.com', { password: 'another long one', firstName: 'Mallory' });
    const { data } = await graph.query('{ me { firstName } }', {}, { as: owner.viewer });
    expect(data.me.firstName).toBe('Amina');
    const wrong = await graph.query(documents.logIn, { input: { email: owner.email, password: 'another long one' } });
    expect(wrong.data.logIn.__typename).toBe('InvalidCredentials');
  });
});

describe('signing up twice before the address is verified', () => {
  it('gives the account to the owner of the mailbox, with the password of that sign-up', async () => {
    const first = (await begin('squatted@example.com', { password: 'the squatters own' })).data.signUp;
    graph.pass({ minutes: 2 });
    const wanted = { password: 'the owners password', firstName: 'Asha' };
    const second = (await begin('squatted@example.com', wanted)).data.signUp;
    const session = await verify(second.id, await graph.codeOf(second.id));
    expect(session.__typename).toBe('Session');
    const logIn = (password: string) =>
      graph.query(documents.logIn, { input: { email: 'squatted@example.com', password } });
    expect((await logIn('the squatters own')).data.logIn.__typename).toBe('InvalidCredentials');
    expect((await logIn('the owners password')).data.logIn.__typename).toBe('Session');
    expect((await verify(first.id, await graph.codeOf(first.id))).__typename).toBe('CodeExpired');
    const registered = (await graph.told('users.user.registered')).filter(({ subject }) => subject === session.user.id);
    expect(registered).toHaveLength(1);
    const told = (await graph.told('users.user.contact_changed')).find(({ subject }) => subject === session.user.id);
    expect(told).toMatchObject({ data: { firstName: 'Asha', previousEmail: null } });
  });

  it('does not accept the code of the other sign-up', async () => {
    const first = (await begin('mixed@example.com')).data.signUp;
    graph.pass({ minutes: 2 });
    const second = (await begin('mixed@example.com')).data.signUp;
    const [one, other] = [await graph.codeOf(first.id), await graph.codeOf(second.id)];
    const answer = await verify(first.id, other);
    expect(answer.__typename).toBe(one === other ? 'Session' : 'WrongCode');
  });

  it('at the same time creates one account', async () => {
    const countUsers = async () => Number((await graph.pool.query('SELECT count(*) AS n FROM users')).rows[0].n);
    const before = await countUsers();
    const answers = await Promise.all([begin('twin@example.com'), begin('TWIN@example.com')]);
    const sent = answers.filter(({ data }) => data?.signUp.__typename === 'OtpChallenge');
    expect(sent).toHaveLength(1);
    await expect(countUsers()).resolves.toBe(before + 1);
    const registered = (await graph.told('users.user.registered')).map(({ data }) => data as { email: string });
    expect(registered.filter(({ email }) => email === 'twin@example.com')).toHaveLength(1);
  });
});

describe('sending codes', () => {
  it('is limited to one a minute and five an hour', async () => {
    const send = () => begin('impatient@example.com');
    const [first, second] = await graph.standStill(async () => [await send(), await send()] as const);
    expect(first.errors).toBeUndefined();
    expect(second.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: 60 } }]);
    for (let i = 0; i < 4; i += 1) {
      graph.pass({ seconds: 61 });
      expect((await send()).errors).toBeUndefined();
    }
    graph.pass({ seconds: 61 });
    const { errors } = await send();
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(Number(errors?.[0]?.extensions?.['retryAfter'])).toBeGreaterThan(3_000);
    graph.pass({ hours: 1 });
    expect((await send()).errors).toBeUndefined();
  });

  it('is limited for one client over all addresses', async () => {
    const strict = await startUsers({ CODES_PER_ADDRESS_AN_HOUR: '3' });
    const send = (email: string, clientAddress: string) =>
      strict.query(documents.signUp, { input: profile(email) }, { identity: { clientAddress } });
    for (const name of ['a', 'b', 'c']) expect((await send(`${name}@example.com`, '10.0.0.1')).errors).toBeUndefined();
    expect((await send('d@example.com', '10.0.0.1')).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect((await send('d@example.com', '10.0.0.2')).errors).toBeUndefined();
    await strict.close();
  });
});

describe('verifying', () => {
  const challenge = async (email: string) => {
    const { id } = (await begin(email)).data.signUp;
    return { id, code: await graph.codeOf(id) };
  };

  it('is locked after five wrong codes, also for the right one', async () => {
    const { id, code } = await challenge('guessed@example.com');
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await verify(id, otherThan(code)));
    expect(answers.map(({ triesLeft, code: refusal }) => triesLeft ?? refusal)).toEqual([4, 3, 2, 1, 0, 'CODE_LOCKED']);
    await expect(verify(id, code)).resolves.toMatchObject({ __typename: 'CodeLocked' });
    await expect(eventsAbout(id)).resolves.toEqual(['users.otp.requested', 'users.otp.locked']);
  });

  it('counts every one of many simultaneous guesses', async () => {
    const { id, code } = await challenge('stormed@example.com');
    const guesses = Array.from({ length: 30 }, () => verify(id, otherThan(code)));
    const answers = await Promise.all(guesses);
    const left = answers
      .filter(({ __typename }) => __typename === 'WrongCode')
      .map(({ triesLeft }) => Number(triesLeft));
    expect(left.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(answers.filter(({ __typename }) => __typename === 'CodeLocked')).toHaveLength(25);
    await expect(verify(id, code)).resolves.toMatchObject({ __typename: 'CodeLocked' });
  });

  it('opens one session when the right code is sent twice at once', async () => {
    const { id, code } = await challenge('doubled@example.com');
    const answers = await Promise.all([verify(id, code), verify(id, code)]);
    expect(kindsOf(answers)).toEqual(['CodeExpired', 'Session']);
    await expect(verify(id, code)).resolves.toMatchObject({
      code: 'CODE_EXPIRED',
      message: 'This code was already used. Log in.',
    });
    const told = await graph.told('users.user.verified');
    const opened = answers.find(({ __typename }) => __typename === 'Session');
    expect(told.filter(({ subject }) => subject === opened.user.id)).toHaveLength(1);
  });

  it('expires after ten minutes', async () => {
    const { id, code } = await challenge('late@example.com');
    graph.pass({ minutes: 10, seconds: 1 });
    await expect(verify(id, code)).resolves.toMatchObject({ __typename: 'CodeExpired', code: 'CODE_EXPIRED' });
  });

  it('ignores spaces in a code', async () => {
    const { id, code } = await challenge('spaced@example.com');
    await expect(verify(id, ` ${code.slice(0, 3)} ${code.slice(3)}`)).resolves.toMatchObject({ __typename: 'Session' });
  });

  it.each(['', '12345', '1234567', 'abcdef'])('refuses %j without using up an attempt', async (text) => {
    const { id, code } = await challenge(`typed-${text.length}-${text}@example.com`.replaceAll(' ', ''));
    const { errors } = await graph.query(documents.verifyOtp, { input: { challengeId: id, code: text } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'code' } }]);
    await expect(verify(id, otherThan(code))).resolves.toMatchObject({ triesLeft: 4 });
  });

  it('does not find an unknown challenge', async () => {
    const { errors } = await graph.query(documents.verifyOtp, { input: { challengeId: 'otp_none', code: '123456' } });
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });
});

describe('sending a code again', () => {
  const resend = /* GraphQL */ `
    mutation ($input: ResendOtpInput!) {
      resendOtp(input: $input) {
        __typename
        ... on OtpChallenge {
          id
          expiresAt
        }
        ... on UserError {
          code
        }
      }
    }
  `;

  it('replaces the code and keeps the number of attempts', async () => {
    const { id } = (await begin('again@example.com')).data.signUp;
    const old = await graph.codeOf(id);
    await verify(id, otherThan(old));
    const early = await graph.query(resend, { input: { challengeId: id } });
    expect(early.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    graph.pass({ seconds: 61 });
    const { data } = await graph.query(resend, { input: { challengeId: id } });
    expect(data.resendOtp).toMatchObject({ __typename: 'OtpChallenge', id });
    const fresh = await graph.codeOf(id);
    if (fresh !== old) await expect(verify(id, old)).resolves.toMatchObject({ __typename: 'WrongCode', triesLeft: 3 });
    await expect(verify(id, fresh)).resolves.toMatchObject({ __typename: 'Session' });
    expect((await graph.query(resend, { input: { challengeId: id } })).data.resendOtp.code).toBe('CODE_EXPIRED');
  });

  it('returns the same for a registered address, without sending', async () => {
    await join(graph, 'in-use@example.com');
    graph.pass({ minutes: 2 });
    const decoy = (await begin('in-use@example.com')).data.signUp;
    const real = (await begin('not-in-use@example.com')).data.signUp;
    graph.pass({ seconds: 61 });
    const known = await graph.statements(() => graph.query(resend, { input: { challengeId: decoy.id } }));
    const unknown = await graph.statements(() => graph.query(resend, { input: { challengeId: real.id } }));
    expect(known.result.data.resendOtp.__typename).toBe('OtpChallenge');
    expect(known.texts).toEqual(unknown.texts);
    await expect(eventsAbout(decoy.id)).resolves.toEqual([]);
  });
});
