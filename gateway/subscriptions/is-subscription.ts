import { type DocumentNode, getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { Operation } from '../graph.ts';

/** The document, if it is one: whatever is wrong with it is said by whoever is to execute it. */
function parsed(query: string, maxTokens: number): DocumentNode | null {
  try {
    return parse(query, { maxTokens, noLocation: true });
  } catch {
    return null;
  }
}

/** Whether an operation is answered again and again. */
export function isSubscription({ query, operationName }: Operation, maxTokens: number): boolean {
  const document = parsed(query, maxTokens);
  return document !== null && getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}
