import type { SubgraphError, SubgraphResponse } from '@soko/subgraph';
import { textIn } from './events-in.ts';

/** Greatest part of a response that is read, when it is no stream. */
const maxRefusalBytes = 64 * 1024;

/** The subgraph refused the subscription: these are its errors. */
export class Refused extends Error {
  readonly errors: readonly SubgraphError[];

  constructor(errors: readonly SubgraphError[]) {
    super('The subgraph refused the subscription.');
    this.errors = errors;
  }
}

/** A response that begins no subscription. */
export class NoStream extends Error {
  override readonly name = 'NoStream';
  readonly status: number;

  constructor(status: number, text: string) {
    super(`status ${status}: ${text.slice(0, 200)}`);
    this.status = status;
  }
}

/** The same request would get the same answer. */
export const isFinal = (error: unknown): boolean => error instanceof NoStream && error.status < 500;

/** The text of a response, at most a part of it. */
export const shortTextOf = (body: AsyncIterable<Uint8Array>): Promise<string> => textIn(body, maxRefusalBytes);

/** The errors in the text of a response; null when it has none. */
export function errorsIn(text: string): readonly SubgraphError[] | null {
  try {
    const { errors } = JSON.parse(text) as SubgraphResponse;
    return Array.isArray(errors) && errors.length > 0 ? errors : null;
  } catch {
    return null;
  }
}

/** A response that is no stream: the errors in it, or nothing that can be used. */
export function refusalIn(status: number, text: string): Error {
  const errors = errorsIn(text);
  return errors ? new Refused(errors) : new NoStream(status, text);
}
