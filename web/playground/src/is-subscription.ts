import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { Operation } from './post.ts';

/** Whether an operation is answered again and again. What does not parse is not: the gateway says what is wrong with it. */
export function isSubscription({ query, operationName }: Operation): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    return false;
  }
}
