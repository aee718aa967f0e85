import { describe, expect, it } from '@jest/globals';
import { parseRawParams } from './raw-params.ts';

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseRawParams(text)));

describe('form encoding', () => {
  it('nests by brackets, with and without indices', () => {
    expect(plain('amount=1250&metadata[orderId]=ord_1&payment_method_types[0]=card')).toEqual({
      amount: '1250',
      metadata: { orderId: 'ord_1' },
      payment_method_types: { 0: 'card' },
    });
    expect(plain('expand[]=a&expand[]=b.c')).toEqual({ expand: { 0: 'a', 1: 'b.c' } });
    expect(plain('card[networks][preferred]=visa')).toEqual({ card: { networks: { preferred: 'visa' } } });
  });

  it('decodes names and values', () => {
    expect(plain('metadata%5Bl%C3%A4nd%5D=Z%C3%BCrich+%26+more&empty=&bare')).toEqual({
      metadata: { länd: 'Zürich & more' },
      empty: '',
      bare: '',
    });
  });

  it('does not reach a prototype', () => {
    parseRawParams('__proto__[polluted]=yes&constructor[prototype][polluted]=yes');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
