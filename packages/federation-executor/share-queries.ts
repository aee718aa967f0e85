import { OperationTypeNode } from 'graphql';
import type { DataSource } from './apollo-internals.ts';
import { copy } from './data.ts';

type Asked = Parameters<DataSource['process']>[0];
type Answer = Awaited<ReturnType<DataSource['process']>>;

export interface SharingOptions {
  /**
   * Whatever a data source sends besides the text and the variables of a query, or takes from its context: viewer, tokens,
   * each forwarded header. Requests that differ in it never share an answer. Null when this one shares none.
   */
  senderOf(context: Asked['context']): string | null;
  /** Called for each query that is not sent, because an equal one is under way. */
  onShared?: (subgraph: string) => void;
}

/** A query that is under way, and how many wait for it. */
interface Flight {
  waiting: number;
  answers: Promise<readonly Answer[]>;
}

/** A fetch of a client's query that is a query itself. */
const isQuery = (asked: Asked): boolean =>
  'incomingRequestContext' in asked &&
  asked.incomingRequestContext.operation?.operation === OperationTypeNode.QUERY &&
  /^\s*(query\b|\{)/.test(asked.request.query ?? '');

/** The variables as they are sent; null for those that JSON has no word for. */
function textOf(variables: unknown): string | null {
  try {
    return JSON.stringify(variables ?? {});
  } catch {
    return null;
  }
}

/**
 * Sends a query once while an equal one is under way, of the same sender to the same subgraph. Everyone gets a copy of their
 * own, because what is fetched later is added to it. Mutations are always sent. What begins after one has ended shares no
 * query that began before it, so that clients read their own changes.
 */
export function shareQueries({ senderOf, onShared = () => {} }: SharingOptions) {
  let changes = 0;

  const keyOf = ({ request, context }: Asked): string | null => {
    const sender = senderOf(context);
    const variables = textOf(request.variables);
    return sender === null || variables === null
      ? null
      : `${changes} ${sender.length} ${variables.length} ${sender}${variables}${request.query}`;
  };

  /** The data source of a subgraph, whose queries are shared. */
  return (subgraph: string, source: DataSource): DataSource => {
    const flights = new Map<string, Flight>();

    const sendAlone = async (asked: Asked): Promise<Answer> => {
      try {
        return await source.process(asked);
      } finally {
        changes += 1;
      }
    };

    const begin = (key: string, asked: Asked): Flight => {
      const send = async (): Promise<readonly Answer[]> => {
        try {
          const answer = await source.process(asked);
          // All at once, before anyone adds to theirs.
          return Array.from({ length: flight.waiting }, (_, number) => (number === 0 ? answer : copy(answer)));
        } finally {
          flights.delete(key);
        }
      };
      const flight: Flight = { waiting: 0, answers: Promise.resolve([]) };
      flights.set(key, flight);
      flight.answers = send();
      return flight;
    };

    return {
      async process(asked) {
        if (!isQuery(asked)) return sendAlone(asked);
        const key = keyOf(asked);
        if (key === null) return source.process(asked);
        const known = flights.get(key);
        if (known) onShared(subgraph);
        const flight = known ?? begin(key, asked);
        const number = flight.waiting;
        flight.waiting += 1;
        return (await flight.answers)[number]!;
      },
    };
  };
}
