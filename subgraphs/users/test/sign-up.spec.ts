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

  it('tells consumers what they need and nothing secret', async () => {
    const { data } = await begin('discreet@example.com', { phone: '+254712345678' });
    const [registered, requested] = (await graph.told()).slice(-2);
    expect(registered).toMatchObject({
      type: 'users.user.registered',
      sequence: 1,
      causationId: null,
      data: { email: 'discreet@example.com', firstName: 'Amina', locale: 'en', roles: ['CUSTOMER'] },
    });
    expect(Object.keys(registered?.data as object)).toHaveLength(4);
    expect(requested).toMatchObject({
      type: 'users.otp.requested',
      correlationId: registered?.correlationId,
      data: { to: 'discreet@example.com', channel: 'EMAIL', purpose: 'SIGNUP', locale: 'en' },
    });
    expect(JSON.stringify(requested)).not.toContain(await graph.codeOf(data.signUp.id));
  });

  it('keeps neither password nor code in clear', async () => {
    const { data } = await begin('secretive@example.com');
    const { rows } = await graph.pool.query(
      'SELECT to_jsonb(u) || to_jsonb(c) AS row FROM users u JOIN otp_challenges c ON c.user_id = u.id WHERE c.id = $1',
      [data.signUp.id],
    );
    const text = JSON.stringify(rows[0].row);
    expect(text).not.toContain('correct horse');
    expect(text).not.toContain(await graph.codeOf(data.signUp.id));
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

  it('takes no role and no id from the input', async () => {
    const { errors } = await begin('mallory@example.com', { roles: ['ADMIN'], id: 'usr_mine' });
    expect(errors?.[0]?.message).toMatch(/not defined by type "SignUpInput"/);
  });

  it('may be switched off', async () => {
    const closed = await startUsers({ LOCAL_ACCOUNTS: 'false' });
    const { data } = await closed.query(documents.signUp, { input: profile('amina@example.com') });
    expect(data.signUp).toMatchObject({ __typename: 'LocalAccountsDisabled', code: 'LOCAL_ACCOUNTS_DISABLED' });
    await closed.close();
  });
});

describe('signing up with an address that is known', () => {
  it('answers as it does for one that is not, at the same cost, and tells the owner', async () => {
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

  it('behaves like a challenge to the end, and no code meets it', async () => {
    await join(graph, 'decoyed@example.com');
    graph.pass({ minutes: 2 });
    const { data } = await begin('decoyed@example.com');
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await verify(data.signUp.id, `00000${i}`));
    expect(answers.map(({ triesLeft, code }) => triesLeft ?? code)).toEqual([4, 3, 2, 1, 0, 'CODE_LOCKED']);
    await expect(eventsAbout(data.signUp.id)).resolves.toEqual([]);
  });

  it('leaves the account as it was', async () => {
    const owner = await join(graph, 'owned@example.com');
    graph.pass({ minutes: 2 });
    await begin('OWNED@example.com', { password: 'another long one', firstName: 'Mallory' });
    const { data } = await graph.query('{ me { firstName } }', {}, { as: owner.viewer });
    expect(data.me.firstName).toBe('Amina');
    const wrong = await graph.query(documents.logIn, { input: { email: owner.email, password: 'another long one' } });
    expect(wrong.data.logIn.__typename).toBe('InvalidCredentials');
  });
});

describe('signing up twice before the address is proven', () => {
  it('gives the account to whoever has the mailbox, with the password of that sign-up', async () => {
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

  it('does not take the code of the other sign-up', async () => {
    const first = (await begin('mixed@example.com')).data.signUp;
    graph.pass({ minutes: 2 });
    const second = (await begin('mixed@example.com')).data.signUp;
    const [one, other] = [await graph.codeOf(first.id), await graph.codeOf(second.id)];
    const answer = await verify(first.id, other);
    expect(answer.__typename).toBe(one === other ? 'Session' : 'WrongCode');
  });

  it('at the same moment makes one account', async () => {
    const together = await startUsers();
    const emails = ['twin@example.com', 'TWIN@example.com'];
    const answers = await Promise.all(
      emails.map((email) => together.query(documents.signUp, { input: profile(email) })),
    );
    const sent = answers.filter(({ data }) => data?.signUp.__typename === 'OtpChallenge');
    expect(sent).toHaveLength(1);
    const { rows } = await together.pool.query('SELECT count(*)::int AS people FROM users');
    expect(rows[0].people).toBe(1);
    await expect(together.told('users.user.registered')).resolves.toHaveLength(1);
    await together.close();
  });
});

describe('sending codes', () => {
  it('waits a minute before the next, and sends five an hour', async () => {
    const slow = await startUsers();
    const send = () => slow.query(documents.signUp, { input: profile('impatient@example.com') });
    expect((await send()).errors).toBeUndefined();
    expect((await send()).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: 60 } }]);
    for (let i = 0; i < 4; i += 1) {
      slow.pass({ seconds: 61 });
      expect((await send()).errors).toBeUndefined();
    }
    slow.pass({ seconds: 61 });
    const { errors } = await send();
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(Number(errors?.[0]?.extensions?.['retryAfter'])).toBeGreaterThan(3_000);
    slow.pass({ hours: 1 });
    expect((await send()).errors).toBeUndefined();
    await slow.close();
  });

  it('limits what one client may ask for, whatever the addresses', async () => {
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

  it('is locked after five wrong codes, and the right one does not open it any more', async () => {
    const { id, code } = await challenge('guessed@example.com');
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await verify(id, otherThan(code)));
    expect(answers.map(({ triesLeft, code: refusal }) => triesLeft ?? refusal)).toEqual([4, 3, 2, 1, 0, 'CODE_LOCKED']);
    await expect(verify(id, code)).resolves.toMatchObject({ __typename: 'CodeLocked' });
    await expect(eventsAbout(id)).resolves.toEqual(['users.otp.requested', 'users.otp.locked']);
  });

  it('counts every guess of many at once', async () => {
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

  it('opens one session when the right code comes twice at once', async () => {
    const { id, code } = await challenge('doubled@example.com');
    const answers = await Promise.all([verify(id, code), verify(id, code)]);
    expect(kindsOf(answers)).toEqual(['CodeExpired', 'Session']);
    await expect(verify(id, code)).resolves.toMatchObject({ code: 'CODE_EXPIRED' });
    const told = await graph.told('users.user.verified');
    const opened = answers.find(({ __typename }) => __typename === 'Session');
    expect(told.filter(({ subject }) => subject === opened.user.id)).toHaveLength(1);
  });

  it('ends after ten minutes', async () => {
    const { id, code } = await challenge('late@example.com');
    graph.pass({ minutes: 10, seconds: 1 });
    await expect(verify(id, code)).resolves.toMatchObject({ __typename: 'CodeExpired', code: 'CODE_EXPIRED' });
  });

  it('takes a code however it was typed', async () => {
    const { id, code } = await challenge('spaced@example.com');
    await expect(verify(id, ` ${code.slice(0, 3)} ${code.slice(3)}`)).resolves.toMatchObject({ __typename: 'Session' });
  });

  it.each(['', '12345', '1234567', 'abcdef'])('refuses %j without spending a try', async (text) => {
    const { id, code } = await challenge(`typed-${text.length}-${text}@example.com`.replaceAll(' ', ''));
    const { errors } = await graph.query(documents.verifyOtp, { input: { challengeId: id, code: text } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'code' } }]);
    await expect(verify(id, otherThan(code))).resolves.toMatchObject({ triesLeft: 4 });
  });

  it('does not know a challenge that is none', async () => {
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

  it('replaces the code and leaves the tries', async () => {
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

  it('does the same for an address that is in use, without sending', async () => {
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
