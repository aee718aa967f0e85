import { missingHeader } from '../read-result.ts';
import { type JsonSchema, refTo } from './schemas.ts';

/** The body of every answer that is not a success. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'A problem of RFC 9457.',
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      description: 'Address of the explanation, the same for all problems with this code.',
    },
    title: { type: 'string', description: 'Short name of the problem, the same for all problems with this code.' },
    status: { type: 'integer', format: 'int32', description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What is wrong with this request, for people.' },
    code: { type: 'string', description: 'Code for programs, such as `NOT_FOUND` or `STOCK_TOO_LOW`.' },
    field: {
      type: 'string',
      description: 'Path of the wrong value in the body, or the name of the wrong parameter or header.',
    },
    retryAfter: { type: 'integer', format: 'int32', description: 'Seconds after which to try again.' },
    missing: {
      type: 'array',
      items: { type: 'string' },
      description: 'Of a command that was executed: the fields of its answer that could not be read.',
    },
    id: { type: 'string', description: 'Of a command that was executed: the id of what it made, where it is known.' },
    requestId: { type: 'string', description: 'Of a fault: the id of the line in the log of the server.' },
  },
  required: ['type', 'title', 'status', 'detail', 'code'],
};

export const problemResponse = (description: string): JsonSchema => ({
  description,
  content: { 'application/problem+json': { schema: refTo('Problem') } },
});

const header = (description: string): JsonSchema => ({ description, schema: { type: 'string' } });

/** Headers of answers. */
export const headers: Record<string, JsonSchema> = {
  RateLimit: header('What is left to the caller, such as `"requests";r=599;t=60`: 599 requests, for 60 seconds.'),
  'RateLimit-Policy': header('The limit of the caller, such as `"requests";q=600;w=60`: 600 requests in 60 seconds.'),
  [missingHeader]: header(
    'Fields that could not be read, such as `variants.available`, when there are any. They are null; the command was executed.',
  ),
  ETag: header('Tag of this answer, for `If-None-Match`.'),
  Link: header('Addresses of the next page (`rel="next"`) and the previous page (`rel="prev"`), where there are any.'),
};
