import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatConversation, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

describe('a message that waits', () => {
  let graph: Scene;
  beforeAll(async () => {
    graph = await startNotifications();
  });
  afterAll(() => graph.close());

  it('is one mail to its recipient, also when the event comes twice, without its text or a link', async () => {
    const userId = newId('usr');
    const email = `${userId}@example.org`;
    const conversation = {
      buyerId: newId('usr'),
      sellerId: newId('slr'),
      sellerUserId: userId,
      subjectKind: 'PRODUCT' as const,
      subjectId: newId('prd'),
      status: 'OPEN' as const,
    };
    const waiting = newEvent(
      chatConversation,
      'message_waiting',
      {
        subject: newId('cnv'),
        sequence: 4,
        data: { conversation, recipientId: userId, unread: 2, about: 'Lamp of evil.example' },
      },
      graph.trail,
    );
    await graph.publish(registered(graph.trail, userId, email), waiting, waiting);
    await graph.caughtUp();
    const [mail, ...others] = await graph.messagesTo(email, 1);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ template: 'message-waiting', subject: '2 messages are waiting for you' });
    expect(mail?.body).toContain('2 unread messages about Lamp of evil example.');
    expect(mail?.body).not.toContain('http');
  });
});
