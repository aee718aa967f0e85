import type { Kafka, Producer } from 'kafkajs';
import type { DeadLetter } from '../event-bus.ts';
import { replayTopic, toReplayValue } from '../message.ts';
import { retry } from './client.ts';
import { deadTopic } from './dead-topic.ts';

const atATime = 100;

/**
 * Moves dead letters to the group's replay topic, in a transaction. Otherwise a letter that fails again at once could be
 * parked before its replay mark is written, and the mark would then delete it.
 */
export async function moveToReplay(kafka: Kafka, group: string, letters: readonly DeadLetter[]): Promise<void> {
  const producer = kafka.producer({
    transactionalId: `${group}.replay`,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry,
  });
  await producer.connect();
  try {
    for (let first = 0; first < letters.length; first += atATime) {
      await moveTogether(producer, group, letters.slice(first, first + atATime));
    }
  } finally {
    await producer.disconnect();
  }
}

async function moveTogether(producer: Producer, group: string, letters: readonly DeadLetter[]): Promise<void> {
  const transaction = await producer.transaction();
  try {
    await transaction.sendBatch({
      topicMessages: [
        {
          topic: replayTopic(group),
          messages: letters.map((letter) => ({ key: letter.key, value: toReplayValue(letter) })),
        },
        { topic: deadTopic(group), messages: letters.map((letter) => ({ key: letter.id, value: null })) },
      ],
    });
    await transaction.commit();
  } catch (error) {
    await transaction.abort().catch(() => undefined);
    throw error;
  }
}
