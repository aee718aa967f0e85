import type { EventBus } from '@soko/event-bus';
import type { Logger } from '@soko/log';
import { waitUntilPublished } from '@soko/outbox';
import { within } from '@soko/retry';
import { type DocumentNode, Kind, OperationTypeNode } from 'graphql';
import type pg from 'pg';

/** Consumer groups that keep a projection of a topic. */
export interface Projection {
  topic: string;
  groups: readonly string[];
}

/** Projections in other subgraphs that have the change of a mutation when it returns, by its field. */
export type Projections = Readonly<Record<string, Projection>>;

function mutationsIn(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION
      ? definition.selectionSet.selections.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : []))
      : [],
  );
}

/**
 * Makes the waiting that lets a client read its own writes in other subgraphs: after a mutation, until its events are
 * published and the groups named for it have handled them. A bus or a group that is late is not waited for.
 */
export function createProjectionWait(options: {
  projections: Projections;
  /** A mutation never waits longer. Its result is correct also when the projections are late. */
  timeoutMs: number;
  pool: pg.Pool;
  bus: EventBus;
  wakeRelay(): void;
  log: Logger;
}): (document: DocumentNode) => Promise<void> {
  const { projections, timeoutMs, pool, bus, wakeRelay, log } = options;
  const found = new WeakMap<DocumentNode, readonly Projection[]>();

  const projectionsFor = (document: DocumentNode): readonly Projection[] => {
    const known = found.get(document);
    if (known !== undefined) return known;
    const wanted = [...new Set(mutationsIn(document).flatMap((field) => projections[field] ?? []))];
    found.set(document, wanted);
    return wanted;
  };

  return async (document) => {
    const wanted = projectionsFor(document);
    if (wanted.length === 0 || timeoutMs === 0) return;
    const deadline = Date.now() + timeoutMs;
    const isSeen = async (): Promise<boolean> => {
      wakeRelay();
      if (!(await waitUntilPublished(pool, timeoutMs))) return false;
      const left = Math.max(0, deadline - Date.now());
      const waits = wanted.flatMap(({ topic, groups }) =>
        groups.map((group) => bus.waitForGroup({ group, topics: [topic], timeoutMs: left })),
      );
      return (await Promise.all(waits)).every(Boolean);
    };
    let isKnown = false;
    try {
      // A bus or a database that does not answer is not waited for either.
      await within(
        timeoutMs,
        isSeen().then((seen) => (isKnown = seen)),
      );
      if (!isKnown) log.debug({ wanted }, 'other subgraphs have not seen a change yet; returning without them');
    } catch (error) {
      log.debug({ err: error, wanted }, 'could not wait for other subgraphs; returning without them');
    }
  };
}
