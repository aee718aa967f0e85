import { type ConstDirectiveNode, isTypeDefinitionNode, Kind, parse } from 'graphql';
import { argumentOf } from '../authorization/auth-directive-names.ts';

/** A stream of events that a subscription field reports. */
export interface Feed {
  topic: string;
  /** The path of the key in the envelope, such as `data.order.buyerId`; null when every event concerns every subscriber. */
  key: string | null;
  /** Every event is reported, and not only the newest of an aggregate. */
  each?: true;
}

/** The feeds of each subscription field. */
export type Feeds = ReadonlyMap<string, readonly Feed[]>;

const feedOf = (directive: ConstDirectiveNode): Feed => ({
  topic: String(argumentOf(directive, 'topic')),
  key: (argumentOf(directive, 'key') as string | null | undefined) ?? null,
  ...(argumentOf(directive, 'each') === true ? { each: true } : {}),
});

/** Reads `@liveOn` from a supergraph: the topics and keys of each subscription field. */
export function readFeeds(supergraphSdl: string): Feeds {
  const { definitions } = parse(supergraphSdl, { noLocation: true });
  const type = definitions.filter(isTypeDefinitionNode).find(({ name }) => name.value === 'Subscription');
  const fields = type?.kind === Kind.OBJECT_TYPE_DEFINITION ? (type.fields ?? []) : [];
  return new Map(
    fields.map(({ name, directives = [] }) => [
      name.value,
      directives.filter((directive) => directive.name.value === 'liveOn').map(feedOf),
    ]),
  );
}
