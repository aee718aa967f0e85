import { describe, expect, it } from '@jest/globals';
import { allowedOrigins } from './cors.ts';
import { isAllowedOrigin } from './is-allowed-origin.ts';

describe('the origin of a socket', () => {
  const at = 'shop.example:4000';
  const cases: [string | undefined, string[] | undefined, 'production' | 'development', boolean][] = [
    [undefined, undefined, 'production', true],
    ['https://shop.example:4000', undefined, 'production', true],
    ['https://shop.example', undefined, 'production', false],
    ['https://evil.example', undefined, 'production', false],
    ['https://shop.example:4000.evil.example', undefined, 'production', false],
    ['null', undefined, 'production', false],
    ['http://localhost:5173', undefined, 'production', false],
    ['http://localhost:5173', undefined, 'development', true],
    ['http://localhost.evil.example', undefined, 'development', false],
    ['https://app.example', ['https://app.example'], 'production', true],
    ['https://app.example.evil', ['https://app.example'], 'production', false],
    ['https://any.example', ['*'], 'production', true],
  ];
  it.each(cases)('%s, with %s in %s: %s', (origin, CORS_ORIGINS, NODE_ENV, allowed) => {
    expect(isAllowedOrigin(origin, at, allowedOrigins({ CORS_ORIGINS, NODE_ENV }))).toBe(allowed);
  });
});
