import { BadEnvironment } from '@soko/env';
import type { SubgraphRequest } from '@soko/subgraph';
import type { SubgraphRules } from '../config/gateway-config.ts';

type Variables = Record<string, string | undefined>;

/** `Bearer ${STOCK_TOKEN}` with the value of the variable. */
function withVariables(text: string, source: Variables): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = source[name];
    if (value === undefined) throw new BadEnvironment(`${name} is required, because a header has its value`);
    return value;
  });
}

/** What HTTP allows: no end of a line, with which a value would add further headers. */
const isHeaderValue = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

function setValue(name: string, text: string, source: Variables, subgraph: string): string {
  const value = withVariables(text, source);
  if (isHeaderValue(value)) return value;
  // The value may be a secret.
  throw new BadEnvironment(
    `The header ${name} for ${subgraph} has a value with an end of a line or another character that headers cannot have`,
  );
}

/** The headers of a request that its subgraph gets beside those of HTTP itself. */
export type SentHeaders = (request: Pick<SubgraphRequest, 'identity' | 'forwarded'>) => Record<string, string>;

/**
 * Reads the rule for the headers of a subgraph. The ids of a request are the gateway's: a client's is passed on only when it
 * is well-formed.
 */
export function createSentHeaders({ headers }: SubgraphRules, source: Variables, subgraph: string): SentHeaders {
  if (!headers) return () => ({});
  const set = Object.entries(headers.set).map(
    ([name, value]) => [name, setValue(name, value, source, subgraph)] as const,
  );
  return ({ identity, forwarded = {} }) => {
    const known: Record<string, string | undefined> = {
      ...forwarded,
      'x-request-id': identity.requestId,
      'x-correlation-id': identity.correlationId,
    };
    const sent = headers.forward.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]] as const]));
    return Object.fromEntries([...sent, ...set]);
  };
}
