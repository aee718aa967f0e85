import type { Envelope } from '@soko/events';

/** An event that a subscription reports. */
export interface LiveEvent {
  topic: string;
  envelope: Envelope;
}

/** A subscription field. The subgraph keeps no state between the two calls. */
export interface LiveField<Args, Context, Result> {
  /**
   * Starts a subscription. Throws when the viewer lacks the right. Returns the keys of the events that concern the viewer
   * (the values at the `key` of the field's `@liveOn`), or null for every event.
   */
  follow(args: Args, context: Context): Promise<readonly string[] | null> | readonly string[] | null;
  /** The field's value for one event; null when the event does not concern the viewer. */
  answer(event: LiveEvent, args: Args, context: Context): Promise<Result | null> | Result | null;
}

/** The stream of events that graphql-js requires. It only carries the keys: the gateway holds the real stream. */
class FollowedKeys implements AsyncIterable<never> {
  readonly keys: readonly string[] | null;
  constructor(keys: readonly string[] | null) {
    this.keys = keys;
  }
  [Symbol.asyncIterator](): never {
    throw new Error('A subgraph does not push events: the gateway executes the subscription for every event.');
  }
}

/** The resolver of a subscription field. */
export const live = <Args, Context, Result>({ follow, answer }: LiveField<Args, Context, Result>) => ({
  subscribe: async (_: unknown, args: Args, context: Context): Promise<AsyncIterable<never>> =>
    new FollowedKeys(await follow(args, context)),
  resolve: async (event: LiveEvent, args: Args, context: Context): Promise<Result | null> =>
    answer(event, args, context),
});

/** The keys in the stream that `live` returned when the subscription started. */
export function keysIn(stream: unknown): readonly string[] | null {
  if (stream instanceof FollowedKeys) return stream.keys;
  throw new Error('Resolve subscription fields with live().');
}
