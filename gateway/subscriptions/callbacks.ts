import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { SubgraphError, SubgraphResponse } from '@soko/subgraph';
import type { FastifyInstance } from 'fastify';

/** Takes what a subgraph posts for one subscription. */
export interface CallbackSink {
  /** The subgraph says that it serves the subscription. */
  check(): void;
  next(response: SubgraphResponse): void;
  complete(errors: readonly SubgraphError[]): void;
}

/** What a subgraph gets to post messages for one subscription. */
export interface Callback {
  callbackUrl: string;
  subscriptionId: string;
  verifier: string;
  /** From now on the subgraph is answered 404, by which it learns that nobody waits for its messages. */
  close(): void;
}

/** The subscriptions whose messages subgraphs post to this gateway. */
export interface Callbacks {
  /** Tells under which address subgraphs reach the gateway. */
  listenAt(gatewayUrl: string): void;
  open(sink: CallbackSink): Callback;
  /** The route to which they post. */
  routes(app: FastifyInstance): Promise<void>;
}

const path = '/callback';
const protocol = { 'subscription-protocol': 'callback/1.0' };

interface Body {
  kind?: unknown;
  action?: unknown;
  id?: unknown;
  verifier?: unknown;
  payload?: unknown;
  errors?: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Of equal length whatever is given, so that the comparison tells nothing by its time. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Passes a message on. The status says whether it was one. */
function receive({ action, payload, errors }: Body, sink: CallbackSink): number {
  if (action === 'check') {
    sink.check();
    return 204;
  }
  if (action === 'next' && isRecord(payload)) {
    sink.next(payload);
    return 200;
  }
  if (action === 'complete') {
    sink.complete(Array.isArray(errors) ? (errors as SubgraphError[]) : []);
    return 202;
  }
  return 400;
}

/**
 * The gateway's side of the callback protocol of Apollo: subgraphs post `check`, `next` and `complete` to an address of one
 * subscription. Nobody can guess its id, and the verifier shows that the subgraph posts it.
 * https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/callback-protocol
 */
export function createCallbacks({ maxMessageBytes }: { maxMessageBytes: number }): Callbacks {
  const open = new Map<string, { verifier: Buffer; sink: CallbackSink }>();
  let base: string | null = null;
  return {
    listenAt(gatewayUrl) {
      base = `${gatewayUrl.replace(/\/$/, '')}${path}`;
    },
    open(sink) {
      if (base === null) throw new Error('The gateway does not listen yet.');
      const id = randomUUID();
      const verifier = randomBytes(32).toString('base64url');
      open.set(id, { verifier: digestOf(verifier), sink });
      return {
        callbackUrl: `${base}/${id}`,
        subscriptionId: id,
        verifier,
        close: () => void open.delete(id),
      };
    },
    async routes(app) {
      app.post<{ Params: { id: string }; Body: Body | null }>(
        `${path}/:id`,
        {
          bodyLimit: maxMessageBytes,
          // Before the body is read: strangers know no id.
          onRequest: async ({ params }, reply) => {
            if (!open.has(params.id)) return reply.code(404).headers(protocol).send();
            return undefined;
          },
        },
        async ({ params: { id }, body }, reply) => {
          reply.headers(protocol);
          const found = open.get(id);
          if (!found) return reply.code(404).send();
          const { kind, id: named, verifier } = body ?? {};
          if (kind !== 'subscription' || named !== id || typeof verifier !== 'string') return reply.code(400).send();
          if (!timingSafeEqual(digestOf(verifier), found.verifier)) return reply.code(401).send();
          return reply.code(receive(body!, found.sink)).send();
        },
      );
    },
  };
}
