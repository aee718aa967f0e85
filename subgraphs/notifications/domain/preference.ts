import { createHash } from 'node:crypto';
import type { Channel } from './message.ts';
import { type Topic, topics } from './topics.ts';

/** A choice that a person made. Without one, the default of the topic holds. */
export interface Preference {
  /** See `readerIdOf`. */
  readerId: string;
  topic: Topic;
  channel: Channel;
  enabled: boolean;
}

/** Where a choice was made: in the settings of the account, or by the link to unsubscribe in a mail. */
export type ChoiceVia = 'SETTINGS' | 'LINK';

/** The person whose preferences are read. */
export interface PreferencesOwner {
  userId: string;
}

/** A topic and a channel with what holds for a person. */
export type Setting = Omit<Preference, 'readerId'>;

/** Messages about security cannot be turned off: a thief of the account would do so first. */
export const isMandatory = (topic: Topic): boolean => topic === 'SECURITY';

/**
 * Advertising is off until the person says yes, everywhere: most laws want it so, and the residence of a person is not
 * known. So is mail about rewards of stores, which are in the app all the same. All other messages are about what the person did, so
 * they are on.
 */
export const isOnByDefault = (topic: Topic, channel: Channel): boolean =>
  topic !== 'MARKETING' && (topic !== 'REWARDS' || channel === 'IN_APP');

/** Channels by which messages of a topic are sent. Advertising is mailed, and only codes are sent by SMS. */
export function channelsOf(topic: Topic): readonly Channel[] {
  if (isMandatory(topic)) return ['EMAIL', 'SMS', 'IN_APP'];
  return topic === 'MARKETING' ? ['EMAIL'] : ['EMAIL', 'IN_APP'];
}

/** Whether a person gets messages of a topic by a channel. `chosen` is null without a choice. */
export const isWanted = (topic: Topic, channel: Channel, chosen: boolean | null): boolean =>
  isMandatory(topic) || (chosen ?? isOnByDefault(topic, channel));

/**
 * The id under which the choices of a reader are kept: the id of the person, or for a guest a digest of the address, so that
 * no address is kept for it. store/deliveries.ts computes it in SQL as well.
 */
export const readerIdOf = ({ userId, to }: { userId: string | null; to: string }): string =>
  userId ?? `guest_${createHash('sha256').update(to).digest('hex')}`;

/** Every topic and channel, with the choices of a person or the defaults. */
export const settingsOf = (choices: readonly Setting[]): Setting[] =>
  topics.flatMap((topic) =>
    channelsOf(topic).map((channel) => {
      const choice = choices.find((each) => each.topic === topic && each.channel === channel);
      return { topic, channel, enabled: isWanted(topic, channel, choice?.enabled ?? null) };
    }),
  );
