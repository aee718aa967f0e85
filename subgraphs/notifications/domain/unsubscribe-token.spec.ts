import { describe, expect, it } from '@jest/globals';
import { seal } from '@soko/seal';
import { readUnsubscribeToken, unsubscribeToken } from './unsubscribe-token.ts';

const keys = 'a seal key for specs, of 32 characters or more';
const said = { readerId: 'usr_1', topic: 'ORDERS', language: 'de', messageId: 'ntf_1' } as const;

describe('a token to unsubscribe', () => {
  const token = unsubscribeToken(keys, said);

  it('names the reader and the topic to the service alone, and fits into a URL', () => {
    expect(readUnsubscribeToken(keys, token)).toEqual(said);
    expect(token).toMatch(/^[\w.-]{60,400}$/);
    expect(Buffer.from(token, 'base64url').toString('latin1') + token).not.toMatch(/usr_1|ORDERS|ntf_1/);
  });

  it('is valid under a previous key, and not under another', () => {
    expect(readUnsubscribeToken(['another key, also of 32 characters.', keys], token)).toEqual(said);
    expect(readUnsubscribeToken('another key, also of 32 characters.', token)).toBeNull();
  });

  it.each([
    ['signed as another one', `${token.slice(0, -28)}${unsubscribeToken(keys, said).slice(-28)}`],
    ['cut off', token.slice(0, -3)],
    ['of another purpose', seal(keys, 'data-export', 'usr_1 ORDERS de ntf_1')],
    ['of a topic that does not exist', seal(keys, 'unsubscribe', 'usr_1 NEWS de ntf_1')],
    ['without a message', seal(keys, 'unsubscribe', 'usr_1 ORDERS de')],
    ['empty', ''],
    ['a guess', 'v2.abcdefgh.1.2.3'],
  ])('is refused when it is %s', (_, forged) => {
    expect(readUnsubscribeToken(keys, forged)).toBeNull();
  });
});
