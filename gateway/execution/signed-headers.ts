import { signRequest } from '@soko/auth';
import type { SubgraphRequest } from '@soko/subgraph';
import type { SentHeaders } from './sent-headers.ts';

/** All headers of a request to a subgraph beside those of HTTP itself. `body` is the text that is sent. */
export type RequestHeaders = (
  request: Pick<SubgraphRequest, 'identity' | 'forwarded'>,
  body: string,
) => Record<string, string>;

/** Adds the signed viewer to the headers of a rule, for a subgraph of Soko: for one with a `serviceKey`. */
export function createSignedHeaders(options: {
  subgraph: string;
  serviceKey?: string | undefined;
  withOldSignatures?: boolean | undefined;
  headersOf?: SentHeaders | undefined;
}): RequestHeaders {
  const { subgraph, serviceKey, withOldSignatures: withOld = false, headersOf = () => ({}) } = options;
  if (serviceKey === undefined) return headersOf;
  return (request, body) => ({
    ...headersOf(request),
    ...signRequest(serviceKey, { identity: request.identity, subgraph, body }, { withOld }),
  });
}
