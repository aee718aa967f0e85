import { serviceUnavailable } from '@soko/errors';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import type { SubgraphResponse } from '@soko/subgraph';
import pLimit from 'p-limit';
import type { GatewayIdentity, OpenStream } from '../context.ts';
import { maskError } from '../errors/mask-error.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Operation } from '../graph.ts';
import type { Metrics } from '../metrics.ts';
import { createLiveMessage, type LiveMessage } from './live-message.ts';
import type { LiveMessages } from './live-queries.ts';
import { createOutlet } from './outlet.ts';

/** A subscription that its subgraph serves. */
export interface Relayed {
  operation: Operation;
  identity: GatewayIdentity;
  field: string;
  open: OpenStream;
  /** The client had messages of an earlier subscription, and what came after them is not known. */
  hasGap: boolean;
}

/** Greatest number of messages that are completed at once. */
const maxConcurrent = 32;

/** Greatest length of what waits for one subscriber, in characters. */
const maxLength = 1024 * 1024;

/** A message of a subgraph that waits to be completed. */
interface Waiting {
  about: string;
  length: number;
  response: SubgraphResponse;
}

const unavailable = (): LiveMessage => {
  const error = serviceUnavailable();
  return createLiveMessage('', { errors: [maskError(error.toJSON(), error)] }, null);
};

/**
 * Passes on the messages of a subgraph that serves a subscription itself: each is completed by the other subgraphs, one
 * after another. What waits is bounded: the oldest are dropped, and the next message says that there is a gap.
 */
export function createRelay(options: {
  graphs: CurrentGraph;
  metrics: Metrics;
  queueLength: number;
  log: Logger;
}): (relayed: Relayed) => LiveMessages {
  const { graphs, metrics, queueLength, log } = options;
  const executing = pLimit(maxConcurrent);
  const limits = { values: queueLength, length: maxLength };

  return ({ operation, identity, field, open, hasGap }) => {
    let count = 0;
    let isLost = false;
    const received = createOutlet<Waiting>(limits, () => {});
    const outlet = createOutlet<LiveMessage>(limits, () => {
      metrics.subscriptions(field, -1);
      close();
      received.end();
    });

    const complete = async (response: SubgraphResponse): Promise<LiveMessage> => {
      const requestId = newId('req');
      const asked = { ...identity, requestId, correlationId: requestId };
      const result = await executing(() => graphs.get().execute(operation, asked, { event: null, received: response }));
      return createLiveMessage(requestId, result, null);
    };

    const passOn = async (): Promise<void> => {
      for await (const { value, hasGap: isAfterGap } of received.values) {
        if (isAfterGap) outlet.skip();
        const message = await complete(value.response).catch((error: unknown) => {
          log.error({ err: error, field }, 'could not execute a subscription for a message of its subgraph');
          return unavailable();
        });
        outlet.push(message);
        metrics.pushed(field, 1);
      }
      if (isLost) outlet.push(unavailable());
      outlet.end();
    };

    metrics.subscriptions(field, 1);
    if (hasGap) outlet.skip();
    const close = open({
      next(response) {
        count += 1;
        received.push({ about: String(count), length: JSON.stringify(response).length, response });
      },
      gap: () => received.skip(),
      end(error) {
        if (error !== null) {
          log.warn({ err: error, field }, 'a subgraph ended a subscription without a word');
          isLost = true;
        }
        received.end();
      },
    });
    void passOn();
    return outlet.values;
  };
}
