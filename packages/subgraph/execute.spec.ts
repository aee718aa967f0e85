import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { silentLogger } from '@soko/log';
import { buildSchema } from 'graphql';
import { createExecutor } from './execute.ts';

const identity = { viewer: anonymous, requestId: 'req_1', correlationId: 'req_1', clientAddress: '127.0.0.1' };

/** The errors of a field whose resolver throws. */
async function errorsOf(error: unknown) {
  const schema = buildSchema('type Query { field: Int }');
  schema.getQueryType()!.getFields()['field']!.resolve = () => {
    throw error;
  };
  const execute = createExecutor({ name: 'spec', schema, context: () => ({}), log: silentLogger });
  return (await execute({ query: '{ field }', identity })).errors;
}

describe('an error of a resolver', () => {
  it('reaches the client unchanged when it is the mistake of the caller', async () => {
    expect(await errorsOf(badUserInput('The name is too long.', 'name'))).toEqual([
      { message: 'The name is too long.', path: ['field'], extensions: { code: 'BAD_USER_INPUT', field: 'name' } },
    ]);
  });

  it('is masked when it is a fault', async () => {
    expect(await errorsOf(new Error('secret'))).toEqual([
      { message: 'Internal error.', path: ['field'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
  });

  it.each([
    ['a database that refuses connections', Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a peer that does not answer', Object.assign(new Error('secret'), { code: 'SERVICE_UNAVAILABLE' })],
  ])('says that trying again may help after %s', async (_, error) => {
    const [told] = (await errorsOf(error))!;
    expect(told).toMatchObject({ path: ['field'], extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 } });
    expect(told!.message).not.toContain('secret');
  });
});

describe('a value that no database can store', () => {
  const schema = buildSchema('type Query { echo(text: String, ids: [ID!]): String }  scalar _Any');
  schema.getQueryType()!.getFields()['echo']!.resolve = (_, { text }) => text;
  const execute = createExecutor({ name: 'spec', schema, context: () => ({}), log: silentLogger });
  const query = 'query ($text: String, $ids: [ID!]) { echo(text: $text, ids: $ids) }';

  it.each([
    [query, { text: 'a\0' }, 'text', 'The text must not contain the character NUL.'],
    [query, { ids: ['a', '\uD83E'] }, 'ids.1', 'Item 2 of the ids must be valid Unicode text.'],
    ['{ echo(text: "a\\u0000") }', {}, 'value', 'The value must not contain the character NUL.'],
  ])('is refused in %s with %j', async (text, variables, field, message) => {
    const { errors } = await execute({ query: text, variables, identity });
    expect(errors).toEqual([{ message, extensions: { code: 'BAD_USER_INPUT', field } }]);
  });
});
