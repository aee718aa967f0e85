import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codesOf, startTestGateway, type TestGateway } from './start-test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const query = '{ me { name } }';

describe('a request', () => {
  it.each(['', '  '])('with the empty Authorization "%s" is of a guest', async (authorization) => {
    const { status, errors, data } = await gateway.post({ query: '{ things { id } }' }, { authorization });
    expect({ status, errors, has: Boolean(data) }).toEqual({ status: 200, errors: undefined, has: true });
  });

  it('with a scheme and no token is refused', async () => {
    expect(codesOf(await gateway.post({ query }, { authorization: 'Bearer' }))).toEqual(['UNAUTHENTICATED']);
  });

  it('with an empty operationName runs its one operation', async () => {
    const answer = await gateway.post({ query: 'query A { things { id } }', operationName: '' });
    expect(answer.errors).toBeUndefined();
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('by %s is not allowed', async (method) => {
    const response = await fetch(`${gateway.url}/graphql`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST, OPTIONS');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it.each(['application/xml', 'text/xml', 'application/graphql', 'image/png'])('of type %s is 415', async (type) => {
    const headers = { 'content-type': type };
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: 'x' });
    expect(response.status).toBe(415);
  });
});
