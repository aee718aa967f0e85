import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { newAddress, password, signUp } from '../harness/people.ts';
import { upload } from '../harness/selling.ts';
import { until } from '@soko/testing';

const codes = (answer: { errors?: { extensions: { code: string; field?: unknown } }[] }) =>
  answer.errors?.map(({ extensions: { code, field } }) => ({ code, field }));

const signUpAs = `mutation($input: SignUpInput!) { signUp(input: $input) { __typename ... on OtpChallenge { id channel maskedTo } } }`;

describe('what a stranger may not do', () => {
  const visitor = client();
  let seller: Client;
  let other: Client;

  beforeAll(async () => {
    [seller, other] = await Promise.all([signedInAs('seller@example.com'), signedInAs('seller2@example.com')]);
  });

  it('learns nothing from signing up with a known address', async () => {
    const input = { email: 'customer@example.com', password, firstName: 'Eve', lastName: 'Curious' };
    const known = await visitor.data(signUpAs, { input });
    const unknown = await visitor.data(signUpAs, { input: { ...input, email: newAddress('nobody') } });
    expect(Object.keys(known.signUp)).toEqual(Object.keys(unknown.signUp));
    expect(known.signUp.__typename).toBe('OtpChallenge');
  });

  it('may not choose a weak password', async () => {
    const input = { email: newAddress('weak'), password: 'password1', firstName: 'We', lastName: 'Ak' };
    expect(codes(await visitor.ask(signUpAs, { input }))).toEqual([{ code: 'BAD_USER_INPUT', field: 'password' }]);
  });

  it('has five tries for a code', async () => {
    const { signUp: challenge } = await visitor.data(signUpAs, {
      input: { email: newAddress('guess'), password, firstName: 'Gu', lastName: 'Ess' },
    });
    const answers = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const { verifyOtp } = await visitor.data(
        `mutation($input: VerifyOtpInput!) { verifyOtp(input: $input) { __typename ... on WrongCode { triesLeft } } }`,
        { input: { challengeId: challenge.id, code: '000000' } },
      );
      answers.push(verifyOtp.triesLeft ?? verifyOtp.__typename);
    }
    expect(answers).toEqual([4, 3, 2, 1, 0, 'CodeLocked']);
  });

  it('gets no second session by using a refresh token twice', async () => {
    const email = newAddress('rotate');
    await signUp(email);
    const logIn = `mutation($input: LogInInput!) { logIn(input: $input) { ... on Session { refreshToken } } }`;
    const refresh = `mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { __typename ... on Session { refreshToken } } }`;
    const { logIn: session } = await visitor.data(logIn, { input: { email, password } });
    const first = await visitor.data(refresh, { input: { refreshToken: session.refreshToken } });
    const reused = await visitor.data(refresh, { input: { refreshToken: session.refreshToken } });
    // Two tabs get the same token. Later than ten seconds afterwards, the session ends.
    expect(reused.refreshSession).toEqual(first.refreshSession);
    const newest = await visitor.data(refresh, { input: { refreshToken: first.refreshSession.refreshToken } });
    expect(newest.refreshSession.__typename).toBe('Session');
    const invented = await visitor.data(refresh, { input: { refreshToken: 'x'.repeat(43) } });
    expect(invented.refreshSession.__typename).toBe('SessionExpired');
  });

  it("cannot touch someone else's product", async () => {
    const { me } = await other.data(`{ me { seller { id } } }`);
    const { products } = await visitor.data(
      `query($id: ID!) { products(first: 1, filter: { sellerId: $id }) { nodes { id title } } }`,
      { id: me.seller.id },
    );
    const [{ id, title }] = products.nodes;
    const answer = await seller.ask(
      `mutation($input: UpdateProductInput!) { updateProduct(input: $input) { __typename } }`,
      { input: { productId: id, title: 'Mine now, thank you' } },
    );
    expect(codes(answer)).toEqual([{ code: 'NOT_FOUND', field: undefined }]);
    expect((await visitor.data(`query($id: ID!) { product(id: $id) { title } }`, { id })).product.title).toBe(title);
  });

  it('cannot file a product in a category that does not exist', async () => {
    const answer = await seller.ask(
      `mutation($input: CreateProductInput!) { createProduct(input: $input) { __typename } }`,
      { input: { title: 'A lost thing', type: 'PHYSICAL', categoryId: 'cat_nowhere' } },
    );
    expect(codes(answer)).toEqual([{ code: 'BAD_USER_INPUT', field: 'categoryId' }]);
  });

  it.each([
    ['first: 1000', 'first'],
    ['after: "not-a-cursor"', 'after'],
  ])('cannot page with %s', async (argument, field) => {
    const answer = await visitor.ask(`{ products(${argument}) { nodes { id } } }`);
    expect(codes(answer)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
  });

  it('cannot send two megabytes', async () => {
    const answer = await visitor.ask(`{ __typename }`, { padding: 'x'.repeat(2 * 1024 * 1024) });
    expect(answer.status).toBe(413);
    expect(codes(answer)).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT' })]);
  });

  it('gets the line and the reason of every bad row of a malformed CSV', async () => {
    const good = (number: number) => `Imported thing ${number},PHYSICAL,NEW,${Date.now()}-${number},12.50,EUR`;
    const rows = [
      'title,type,condition,sku,price,currency',
      good(1),
      'x,PHYSICAL,NEW,short-title,12.50,EUR',
      good(2),
      'Bad price,PHYSICAL,NEW,bad-price,12.555,EUR',
    ];
    const uploadId = await upload(seller, Buffer.from(rows.join('\n')), 'text/csv', 'things.csv');
    const { importProducts } = await seller.data(
      `mutation($input: ImportProductsInput!) { importProducts(input: $input) { ... on ProductImport { id } ... on UserError { code message } } }`,
      { input: { uploadId } },
    );
    const done = await until('the import is done', async () => {
      const { productImport } = await seller.data(
        `query($id: ID!) { productImport(id: $id) { status created failed errors { line reason } } }`,
        { id: importProducts.id },
      );
      return productImport.status === 'COMPLETED' ? productImport : null;
    });
    expect(done).toMatchObject({ created: 2, failed: 2 });
    expect(done.errors.map(({ line }: { line: number }) => line)).toEqual([3, 5]);
  });

  it('is anonymous without a token, and with a false one', async () => {
    expect(codes(await visitor.ask('{ me { id } }'))).toEqual([{ code: 'UNAUTHENTICATED', field: undefined }]);
    expect(codes(await visitor.withToken('ey.false.token').ask('{ products { nodes { id } } }'))).toEqual([
      { code: 'UNAUTHENTICATED', field: undefined },
    ]);
    expect(codes(await seller.ask('{ events { nodes { id } } }'))).toEqual([{ code: 'FORBIDDEN', field: undefined }]);
  });
});
