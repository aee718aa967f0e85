import { describe, expect, it } from '@jest/globals';
import { readWebhookUrl } from './read-webhook-url.ts';

const rules = { ports: [443, 8443], trustedOrigins: ['http://127.0.0.1:9999'] };

const read = (text: string) => {
  const url = readWebhookUrl(text, rules);
  return url instanceof URL ? url.href : url.code;
};

describe('the address of a receiver', () => {
  it.each([
    ['https://shop.example/webhooks', 'https://shop.example/webhooks'],
    [' https://SHOP.example:443/a?b=c ', 'https://shop.example/a?b=c'],
    ['https://shop.example:8443/', 'https://shop.example:8443/'],
    ['https://1.1.1.1/hook', 'https://1.1.1.1/hook'],
    ['https://[2606:4700::1]/hook', 'https://[2606:4700::1]/hook'],
    ['http://127.0.0.1:9999/hooks/a', 'http://127.0.0.1:9999/hooks/a'],
  ])('can be %j', (text, href) => {
    expect(read(text)).toBe(href);
  });

  it.each([
    'http://shop.example/',
    'https://shop.example:22/',
    'https://shop.example:80/',
    'https://127.0.0.1/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://169.254.169.254/',
    'https://①②⑦.0.0.1/',
    'http://127.0.0.1:9998/',
    'https://127.0.0.1:9999/',
    'http://localhost:9999/',
    'http://[::1]:9999/',
  ])('is not allowed to be %j', (text) => {
    expect(read(text)).toBe('WEBHOOK_URL_NOT_ALLOWED');
  });

  it.each([
    '',
    'shop.example',
    'ftp://shop.example/',
    'javascript:alert(1)',
    'https://',
    'https://ada:secret@shop.example/',
    'https://ada@shop.example/',
    'https://shop.example/#part',
    `https://shop.example/${'a'.repeat(2_000)}`,
    `https://shop.example/${'ü'.repeat(700)}`,
  ])('is refused as malformed when it is %j', (text) => {
    expect(() => readWebhookUrl(text, rules)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field: 'input.url' } }),
    );
  });
});
