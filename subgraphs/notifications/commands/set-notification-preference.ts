import { requireUser } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { inTransaction } from '@soko/postgres';
import type { NotificationsContext } from '../context.ts';
import type { Channel } from '../domain/message.ts';
import { channelsOf, isMandatory } from '../domain/preference.ts';
import { securityMessagesStayOn } from '../domain/refusals.ts';
import type { Topic } from '../domain/topics.ts';
import { savePreference } from '../store/preferences.ts';

interface SetNotificationPreferenceInput {
  topic: Topic;
  channel: Channel;
  enabled: boolean;
}

/** Turns the messages of a topic by a channel on or off for the viewer. */
export async function setNotificationPreference(
  { identity, pool, now }: NotificationsContext,
  { topic, channel, enabled }: SetNotificationPreferenceInput,
) {
  const { id: readerId } = requireUser(identity.viewer);
  if (!channelsOf(topic).includes(channel)) {
    throw badUserInput(
      `No messages about ${topic} are sent by ${channel}: choose one of ${channelsOf(topic).join(', ')}.`,
      'channel',
    );
  }
  if (isMandatory(topic)) return enabled ? { topic, channel, enabled } : securityMessagesStayOn();
  const choice = { readerId, topic, channel, enabled };
  await inTransaction(pool, (tx) => savePreference(tx, choice, { via: 'SETTINGS', messageId: null, now: now() }));
  return { topic, channel, enabled };
}
