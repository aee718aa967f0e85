import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { topics } from '@soko/events';
import { readFeeds } from './read-feeds.ts';

const feeds = readFeeds(readFileSync('schema/supergraph.graphql', 'utf8'));

describe('the feeds of the graph', () => {
  it('name existing topics for every subscription', () => {
    const known = topics.map(({ name }) => name);
    expect(feeds.size).toBeGreaterThan(0);
    for (const [field, of] of feeds) {
      expect([field, of.length > 0]).toEqual([field, true]);
      for (const { topic } of of) expect(known).toContain(topic);
    }
  });

  it('are as they were written', () => {
    expect(feeds.get('orderUpdated')).toEqual([
      { topic: 'orders.order', key: 'subject' },
      { topic: 'payments.payment', key: 'data.payment.orderId' },
      { topic: 'fulfilment.delivery', key: 'data.orderId' },
      { topic: 'orders.return', key: 'data.orderId' },
    ]);
    expect(feeds.get('packagingQueueChanged')).toEqual([{ topic: 'fulfilment.packaging', key: null }]);
    expect(feeds.get('messageAdded')).toEqual([{ topic: 'chat.conversation', key: 'subject', each: true }]);
  });

  it('are empty without subscriptions', () => {
    expect(readFeeds('type Query { a: Int }').size).toBe(0);
  });
});
