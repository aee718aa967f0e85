import { type Envelope, newEvent, notificationsDelivery } from '@soko/events';
import { newId } from '@soko/ids';
import type { Channel } from './message.ts';

interface Delivered {
  id: string;
  topic: string;
  template: string;
  /** Number of claims: the newest end of a message has the greatest. */
  claim: number;
}

/** What an attempt tells others about a message: that it was sent, or given up. Null while it goes on. */
export function deliveryEvent(
  channel: Channel,
  { id, topic, template, claim }: Delivered,
  status: string,
  at: Date,
): Envelope | null {
  if (status !== 'SENT' && status !== 'DEAD') return null;
  const trail = {
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service' as const, id: 'notifications' },
    now: () => at,
  };
  const fact = { subject: id, sequence: claim, data: { channel, topic, template } };
  return newEvent(notificationsDelivery, status === 'SENT' ? 'sent' : 'failed', fact, trail);
}
