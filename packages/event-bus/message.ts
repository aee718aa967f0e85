import { z } from 'zod';
import type { ParsedEnvelope } from './parse-envelope.ts';

/** A message of the log, with its original place, for one group. */
export interface Message {
  topic: string;
  partition: number;
  offset: number;
  key: string;
  value: string;
  /** The envelope in the value, where several groups share the work of reading it. */
  parsed?: () => ParsedEnvelope;
  /** Time since which a replayed message has been too early, in milliseconds since the epoch. */
  earlySince?: number | undefined;
}

/** The topic for dead letters that a group handles again. Only the group itself reads it. */
export const replayTopic = (group: string): string => `${group}.replay`;

export const deadLetterId = (message: Pick<Message, 'topic' | 'partition' | 'offset'>): string =>
  `${message.topic}/${message.partition}/${message.offset}`;

const replayed = z.object({
  topic: z.string(),
  partition: z.number(),
  offset: z.number(),
  key: z.string(),
  value: z.string(),
  earlySince: z.number().optional(),
});

/** The value in the replay topic: the message with its original place. */
export const toReplayValue = ({ topic, partition, offset, key, value, earlySince }: Message): string =>
  JSON.stringify({ topic, partition, offset, key, value, earlySince });

/** The message itself, or the original message when it comes from the group's replay topic. */
export function originalMessage(group: string, message: Message): Message {
  if (message.topic !== replayTopic(group)) return message;
  const original = replayed.safeParse(parseJson(message.value));
  return original.success ? original.data : message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
