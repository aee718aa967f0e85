import type { Envelope } from '@soko/events';

/** An event as a subscription's resolver sees it. */
export interface LiveEvent {
  topic: string;
  envelope: Envelope;
}

/** A field of the subscription type. The subgraph keeps nothing between the two calls. */
export interface LiveField<Args, Context, Result> {
  /**
   * Somebody begins to subscribe: throws when they may not, and answers the keys of the events that concern them (what
   * stands at the `key` of the field's `@liveOn`), or null for every event.
   */
  follow(args: Args, context: Context): Promise<readonly string[] | null> | readonly string[] | null;
  /** What to tell them about one event; null when it is nothing to this viewer, now. */
  answer(event: LiveEvent, args: Args, context: Context): Promise<Result | null> | Result | null;
}

/** What graphql-js takes for a stream of events. The gateway holds the stream; this only says what is in it. */
class FollowedKeys implements AsyncIterable<never> {
  readonly keys: readonly string[] | null;
  constructor(keys: readonly string[] | null) {
    this.keys = keys;
  }
  [Symbol.asyncIterator](): never {
    throw new Error('A subgraph pushes nothing: the gateway asks it about every event.');
  }
}

/** The resolver of a subscription field. */
export const live = <Args, Context, Result>({ follow, answer }: LiveField<Args, Context, Result>) => ({
  subscribe: async (_: unknown, args: Args, context: Context): Promise<AsyncIterable<never>> =>
    new FollowedKeys(await follow(args, context)),
  resolve: async (event: LiveEvent, args: Args, context: Context): Promise<Result | null> =>
    answer(event, args, context),
});

/** The keys in what `live` answered to somebody who begins to subscribe. */
export function keysIn(stream: unknown): readonly string[] | null {
  if (stream instanceof FollowedKeys) return stream.keys;
  throw new Error('A subscription field is made with live().');
}
