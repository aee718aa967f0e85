import { describe, expect, it } from '@jest/globals';
import type { LiveEvent } from '@soko/subgraph';
import { createEventIndex } from './event-index.ts';

const event = (topic: string, subject: string, data: unknown = {}): LiveEvent => ({
  topic,
  envelope: { subject, data } as LiveEvent['envelope'],
});

describe('the index of events', () => {
  it('finds items by topic and key', () => {
    const index = createEventIndex<string>();
    const feeds = [
      { topic: 'orders.order', key: 'subject' },
      { topic: 'payments.payment', key: 'data.payment.orderId' },
    ];
    index.add('a', feeds, ['ord_1']);
    index.add('b', feeds, ['ord_1', 'ord_2']);
    index.add('c', [{ topic: 'orders.order', key: 'data.order.buyerId' }], ['usr_1']);
    const found = (...asked: Parameters<typeof event>) => [...index.find(event(...asked))].sort();
    expect(found('orders.order', 'ord_1', { order: { buyerId: 'usr_1' } })).toEqual(['a', 'b', 'c']);
    expect(found('orders.order', 'ord_2', { order: { buyerId: null } })).toEqual(['b']);
    expect(found('payments.payment', 'pay_1', { payment: { orderId: 'ord_2' } })).toEqual(['b']);
    expect(found('payments.payment', 'ord_1')).toEqual([]);
    expect(found('fulfilment.delivery', 'ord_1')).toEqual([]);
  });

  it('finds the items without a key, once', () => {
    const index = createEventIndex<string>();
    index.add('all', [{ topic: 't', key: null }], null);
    index.add('all of a keyed feed', [{ topic: 't', key: 'subject' }], null);
    index.add(
      'twice',
      [
        { topic: 't', key: 'subject' },
        { topic: 't', key: 'data.id' },
      ],
      ['x'],
    );
    expect([...index.find(event('t', 'x', { id: 'x' }))]).toEqual(['all', 'all of a keyed feed', 'twice']);
  });

  it('finds removed items no more', () => {
    const index = createEventIndex<string>();
    const feeds = [{ topic: 't', key: 'subject' }];
    const removeA = index.add('a', feeds, ['x']);
    const removeB = index.add('b', feeds, ['x', 'y']);
    removeA();
    removeA();
    expect([...index.find(event('t', 'x'))]).toEqual(['b']);
    removeB();
    expect(index.find(event('t', 'x')).size).toBe(0);
  });

  it('ignores inherited properties', () => {
    const index = createEventIndex<string>();
    index.add('a', [{ topic: 't', key: 'data.constructor.name' }], ['Object']);
    expect(index.find(event('t', 'x')).size).toBe(0);
  });
});
