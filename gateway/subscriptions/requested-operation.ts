import { badUserInput } from '@soko/errors';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Documents } from '../documents/documents.ts';
import type { Operation } from '../graph.ts';
import { resumeFromIn } from './resume-from.ts';

/** The operation in the body of a POST, or in the address of a GET, as GraphQL over HTTP has it. */
export interface RequestedOperation {
  operation: Operation;
  /** The cursor to resume from: `Last-Event-ID` of a client that reconnects, or `extensions.resumeFrom`. */
  resumeFrom: string | null | undefined;
}

const parameters = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

function parsed(value: unknown, field: string): unknown {
  if (typeof value !== 'string' || value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw badUserInput('The value must be JSON.', field);
  }
}

function fromAddress(query: Record<string, unknown>): Record<string, unknown> {
  const { variables, extensions } = query;
  return { ...query, variables: parsed(variables, 'variables'), extensions: parsed(extensions, 'extensions') };
}

/** The parameters of a request: its body, or those in the address of a GET. */
export const parametersOf = ({ method, body, query }: FastifyRequest): unknown =>
  method === 'GET' ? fromAddress(query as Record<string, unknown>) : body;

/** Throws BAD_USER_INPUT for a request without a well-formed operation, and for a text that is not known or allowed. */
export function requestedOperation(request: FastifyRequest, documents: Documents): RequestedOperation {
  const { data, error } = parameters.safeParse(parametersOf(request));
  if (!data) {
    const field = error.issues[0]?.path.join('.') || 'query';
    throw badUserInput(
      'The request must have a text `query`, and may have `operationName`, `variables` and `extensions`.',
      field,
    );
  }
  const lastEventId = request.headers['last-event-id'];
  return {
    operation: {
      query: documents.textOf(data),
      operationName: data.operationName || undefined,
      variables: data.variables ?? undefined,
    },
    resumeFrom: resumeFromIn(lastEventId ? { resumeFrom: lastEventId } : data.extensions),
  };
}
