import { badUserInput } from '@soko/errors';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Operation } from '../graph.ts';
import { resumeFromIn } from './resume-from.ts';

/** The operation in the body of a POST, or in the address of a GET, as GraphQL over HTTP has it. */
export interface RequestedOperation {
  operation: Operation;
  /** The cursor to resume from: `Last-Event-ID` of a client that reconnects, or `extensions.resumeFrom`. */
  resumeFrom: string | null | undefined;
}

const parameters = z.object({
  query: z.string().min(1),
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

/** Throws BAD_USER_INPUT for a request without a well-formed operation. */
export function requestedOperation({ method, body, query, headers }: FastifyRequest): RequestedOperation {
  const given = method === 'GET' ? fromAddress(query as Record<string, unknown>) : body;
  const { data, error } = parameters.safeParse(given);
  if (!data) {
    const field = error.issues[0]?.path.join('.') || 'query';
    throw badUserInput(
      'The request must have a text `query`, and may have `operationName`, `variables` and `extensions`.',
      field,
    );
  }
  const lastEventId = headers['last-event-id'];
  return {
    operation: {
      query: data.query,
      operationName: data.operationName || undefined,
      variables: data.variables ?? undefined,
    },
    resumeFrom: resumeFromIn(lastEventId ? { resumeFrom: lastEventId } : data.extensions),
  };
}
