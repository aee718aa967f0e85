import { Agent, request } from 'undici';

/** The request to send. */
export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface WebhookClient {
  /** The status of the answer, or null where there was none. */
  post(webhook: WebhookRequest): Promise<number | null>;
  close(): Promise<void>;
}

/** Sends webhooks over keep-alive connections. Waits `timeoutMs` for a response. */
export function createWebhookClient(timeoutMs = 10_000): WebhookClient {
  const agent = new Agent({ connections: 8, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  return {
    async post({ url, headers, body }) {
      try {
        const answer = await request(url, { method: 'POST', headers, body, dispatcher: agent });
        await answer.body.dump();
        return answer.statusCode;
      } catch {
        return null;
      }
    },
    close: () => agent.destroy(),
  };
}
