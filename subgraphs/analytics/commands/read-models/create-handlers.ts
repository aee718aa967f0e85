import { topicOf } from '@soko/events';
import type pg from 'pg';
import type { ReadEvent } from '../../domain/read-event.ts';
import { createBatchWriter } from '../create-batch-writer.ts';
import { applyNews, type News } from './apply.ts';
import type { ReadModel } from './read-model.ts';

/** How consumers of a read model handle its events: those of all its topics that arrive together are added together. */
export interface Handlers {
  handle(event: ReadEvent): Promise<void>;
  handleMany(events: readonly ReadEvent[]): Promise<void>;
}

export function createHandlers<Change, Facts, Cell>(pool: pg.Pool, model: ReadModel<Change, Facts, Cell>): Handlers {
  const apply = createBatchWriter<News<Change>>((news) => applyNews(pool, model, news));
  const handle = (event: ReadEvent): Promise<void> =>
    apply({ topic: topicOf(event.type), time: event.time, said: model.read(event) });
  return {
    handle,
    handleMany: async (events) => void (await Promise.all(events.map(handle))),
  };
}
