import { describe, expect, it } from '@jest/globals';
import { createNews } from './news.ts';

describe('news of topics', () => {
  it('are taken once, and all topics are looked at when it is time', () => {
    let at = 0;
    const news = createNews(500, () => at);
    expect(news.take()('any')).toBe(true);
    news.heard('orders');
    at = 499;
    const isNews = news.take();
    expect([isNews('orders'), isNews('users')]).toEqual([true, false]);
    expect(news.take()('orders')).toBe(false);
    at = 500;
    expect(news.take()('users')).toBe(true);
    expect(news.take()('users')).toBe(false);
    news.heard(null);
    expect(news.take()('users')).toBe(true);
  });
});
