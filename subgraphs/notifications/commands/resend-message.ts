import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import type { NotificationsContext } from '../context.ts';
import type { Message } from '../domain/message.ts';
import { isTooLate } from '../domain/message-times.ts';
import { messageExpired, type MessageExpired, messageNotDead, type MessageNotDead } from '../domain/refusals.ts';
import { lockMessage, queueAgain } from '../store/dead-messages.ts';
import { findMessage } from '../store/messages.ts';

/** Rolls the transaction back: a refusal keeps no key. */
class Refused extends Error {
  readonly refusal: MessageExpired | MessageNotDead;

  constructor(refusal: MessageExpired | MessageNotDead) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Sends a dead message again, once for each idempotency key. */
export async function resendMessage(
  context: NotificationsContext,
  { messageId, idempotencyKey }: { messageId: string; idempotencyKey: string },
): Promise<Message | MessageExpired | MessageNotDead> {
  const { id: owner } = requireRole(context.identity.viewer, 'SUPPORT');
  const key = readIdempotencyKey(idempotencyKey);
  try {
    await once(context.pool, { owner, key, input: ['resendMessage', messageId] }, async (tx) => {
      const message = await lockMessage(tx, messageId);
      if (message === null) throw notFound('The message');
      if (message.status !== 'DEAD') throw new Refused(messageNotDead(message.status));
      if (isTooLate(message, context.now())) throw new Refused(messageExpired());
      await queueAgain(tx, messageId, context.now());
      return messageId;
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  context.deliverSoon();
  const message = await findMessage(context.db, messageId);
  if (message === null) throw notFound('The message');
  return message;
}
