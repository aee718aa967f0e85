import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from '../harness/client.ts';
import { count, type Figures } from './figures.ts';

/** A client whose operations are repeated until Soko answers them. */
export interface Patient {
  client: Client;
  /**
   * The data, or null with the code of an error that a repeat does not change, or that is in `final`. Throws `GaveUp`
   * once the run is over.
   */
  ask(
    document: string,
    variables?: object,
    final?: readonly string[],
  ): Promise<{ data: Answer['data']; code: string | null }>;
}

/** The run is over, and the operation has no answer yet. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp';
}

/** What a client repeats: it says that it may pass. INTERNAL_SERVER_ERROR is repeated too, but no run may see it. */
const passing = new Set(['NO_RESPONSE', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED', 'CONFLICT', 'INTERNAL_SERVER_ERROR']);

/** Codes that say something about the clients of a run. */
const worthReading = new Set(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'RATE_LIMITED']);

const pauseMs = 150;

/** A text that says when to try again is another one every second. */
const withoutSeconds = (error: { message: string } | undefined): string =>
  String(error?.message).replace(/in \d+ s\b/, 'later');

async function askOnce(client: Client, document: string, variables: object): Promise<Answer | null> {
  try {
    return await client.ask(document, variables as Record<string, unknown>);
  } catch {
    return null;
  }
}

export function patient(client: Client, figures: Figures, isOver: () => boolean): Patient {
  return {
    client,
    async ask(document, variables = {}, final = []) {
      for (let tries = 1; ; tries += 1) {
        figures.requests += 1;
        if (tries > 1) figures.retried += 1;
        const answer = await askOnce(client, document, variables);
        const error = answer?.errors?.[0];
        const code = answer === null ? 'NO_RESPONSE' : (error?.extensions.code ?? null);
        if (code === null) return { data: answer!.data, code };
        count(figures.errors, code);
        if (code === 'INTERNAL_SERVER_ERROR') figures.forbidden.push(`${error?.path?.join('.')}: ${error?.message}`);
        if (worthReading.has(code)) count(figures.texts, `${code} ${error?.path?.join('.')}: ${withoutSeconds(error)}`);
        if (!passing.has(code) || final.includes(code)) return { data: null, code };
        if (isOver()) throw new GaveUp(`${code} for ${document.slice(0, 60)}`);
        await sleep(pauseMs);
      }
    },
  };
}
