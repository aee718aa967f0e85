import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { Operation } from './post.ts';

/** True for a subscription. An invalid document is sent as a query: the gateway reports its errors. */
export function isSubscription({ query, operationName }: Operation): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    return false;
  }
}
