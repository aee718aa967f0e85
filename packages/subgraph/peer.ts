import type { RequestIdentity } from '@soko/auth';
import { inSpan, SpanKind } from '@soko/tracing';
import type { SubgraphTransport } from './transport.ts';

/**
 * An operation that one service sends to another. `npm run generate` checks each `peers/<subgraph>.graphql` against that
 * subgraph's contract and writes its operations, typed, to `generated/peers/<subgraph>.ts`.
 */
export interface PeerOperation<Data, Variables> {
  name: string;
  query: string;
  /** Never set: it carries the types. */
  types?: { data: Data; variables: Variables };
}

/** Another service returned an error, or nothing. `code` is the error's code, if it has one. */
export class PeerFailed extends Error {
  override readonly name = 'PeerFailed';
  readonly code: string | null;
  /** What the service said, without its name: for people. */
  readonly reason: string;
  constructor(peer: string, reason: string, code: string | null) {
    super(`${peer}: ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}

/** Sends an operation to another service for `identity`. Throws `PeerFailed`. */
export type AskPeer = <Data, Variables extends Record<string, unknown>>(
  operation: PeerOperation<Data, Variables>,
  variables: Variables,
  identity: RequestIdentity,
) => Promise<Data>;

/** `name` is the peer's name, for messages. */
export const createPeer =
  (name: string, transport: SubgraphTransport): AskPeer =>
  async <Data, Variables extends Record<string, unknown>>(
    { query }: PeerOperation<Data, Variables>,
    variables: Variables,
    identity: RequestIdentity,
  ) => {
    const { data, errors } = await inSpan(
      `ask ${name}`,
      { kind: SpanKind.CLIENT, attributes: { 'soko.subgraph': name } },
      () => transport({ query, variables, identity }),
    );
    const error = errors?.[0];
    if (error !== undefined) {
      const code = error.extensions?.['code'];
      throw new PeerFailed(name, error.message, typeof code === 'string' ? code : null);
    }
    if (data == null) throw new PeerFailed(name, 'The response has no data.', null);
    return data as Data;
  };
