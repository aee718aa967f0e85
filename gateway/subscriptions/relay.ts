import { serviceUnavailable } from '@soko/errors';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import type { SubgraphResponse } from '@soko/subgraph';
import pLimit from 'p-limit';
import type { GatewayIdentity, LiveContext, Opening } from '../context.ts';
import { maskError } from '../errors/mask-error.ts';
import type { CurrentGraph } from '../execution/current-graph.ts';
import type { Operation, OperationResult } from '../graph.ts';
import type { Metrics } from '../metrics.ts';
import { createLiveMessage, type LiveMessage } from './live-message.ts';
import type { LiveMessages } from './live-queries.ts';
import { createOutlet } from './outlet.ts';

/** A subscription that its subgraph serves. */
export interface Relayed {
  operation: Operation;
  identity: GatewayIdentity;
  field: string;
  opening: Opening;
  /** The client had messages of an earlier subscription, and what came after them is not known. */
  hasGap: boolean;
  /** Called once, when it has ended. */
  onEnd: () => void;
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

/** The errors of a subscription that a new supergraph refuses. */
const refusalIn = ({ errors }: OperationResult): LiveMessage =>
  errors === undefined ? unavailable() : createLiveMessage('', { errors }, null);

/**
 * Passes on the messages of a subgraph that serves a subscription itself: each is completed by the other subgraphs, one
 * after another. What waits is bounded: the oldest are dropped, and the next message says that there is a gap. When a new
 * supergraph asks the subgraph for something else or at another place, the subscription begins again there.
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

  return ({ operation, identity, field, opening, hasGap, onEnd }) => {
    let count = 0;
    let last: LiveMessage | null = null;
    let key = opening.key;
    let renewals = Promise.resolve();
    let isClosed = false;
    const received = createOutlet<Waiting>(limits, () => {});
    const outlet = createOutlet<LiveMessage>(limits, () => {
      isClosed = true;
      metrics.subscriptions(field, -1);
      unlisten();
      close();
      // What still waits is not completed for a client that has left.
      void received.values.return();
      onEnd();
    });

    /** A new request of the client for each execution. */
    const execute = (live: LiveContext): Promise<{ requestId: string; result: OperationResult }> => {
      const requestId = newId('req');
      const asked = { ...identity, requestId, correlationId: requestId };
      return executing(async () => ({ requestId, result: await graphs.get().execute(operation, asked, live) }));
    };

    const complete = async (response: SubgraphResponse): Promise<LiveMessage> => {
      const { requestId, result } = await execute({ event: null, received: response });
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
      if (last) outlet.push(last);
      outlet.end();
    };

    const openAt = ({ open }: Opening): (() => void) => {
      let isOpen = true;
      const end = open({
        next(response) {
          if (!isOpen) return;
          count += 1;
          received.push({ about: String(count), length: JSON.stringify(response).length, response });
        },
        gap: () => {
          if (isOpen) received.skip();
        },
        end(error) {
          if (!isOpen) return;
          if (error !== null) {
            log.warn({ err: error, field }, 'a subgraph ended a subscription without a word');
            last = unavailable();
          }
          received.end();
        },
      });
      return () => {
        isOpen = false;
        end();
      };
    };

    const renew = async (): Promise<void> => {
      const live: LiveContext = { event: null, isRenewal: true };
      const { result } = await execute(live);
      if (isClosed || live.opening?.key === key) return;
      close();
      if (live.opening) {
        received.skip();
        key = live.opening.key;
        close = openAt(live.opening);
      } else {
        last = refusalIn(result);
        received.end();
      }
    };

    metrics.subscriptions(field, 1);
    if (hasGap) outlet.skip();
    let close = openAt(opening);
    const unlisten = graphs.onSwap(() => {
      renewals = renewals
        .then(renew)
        .catch((error: unknown) => log.error({ err: error, field }, 'could not begin a subscription again'));
    });
    void passOn();
    return outlet.values;
  };
}
