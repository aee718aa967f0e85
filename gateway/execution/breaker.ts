/** Why a request was not sent: its subgraph has hung too often, or too many wait for it. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
  readonly code = 'SERVICE_UNAVAILABLE';
}

/** Keeps requests from a subgraph that hangs, so that they end at once and hold no memory. */
export interface Breaker {
  /** Throws `NotSent` instead of calling `send` while the subgraph hangs or too many requests are under way. */
  run<Answer>(send: () => Promise<Answer>): Promise<Answer>;
}

/**
 * After `failures` requests one after another that hang, no request is sent for `openMs`. Then one is sent to see whether
 * the subgraph answers again. A subgraph that refuses connections or answers with errors does not hang.
 */
export function createBreaker(options: {
  /** 0: never. */
  failures: number;
  openMs: number;
  /** Greatest number of requests that are under way. */
  maxRunning: number;
  hangs: (error: unknown) => boolean;
  now?: () => number;
}): Breaker {
  const { failures, openMs, maxRunning, hangs, now = () => performance.now() } = options;
  let hung = 0;
  let running = 0;
  let openUntil: number | null = null;
  let isProbing = false;

  const admit = (): void => {
    if (running >= maxRunning) throw new NotSent(`${running} requests are under way.`);
    if (openUntil === null) return;
    if (isProbing || now() < openUntil) throw new NotSent('The subgraph hangs.');
    isProbing = true;
  };

  const record = (didHang: boolean): void => {
    hung = didHang ? hung + 1 : 0;
    openUntil = failures > 0 && hung >= failures ? now() + openMs : null;
  };

  return {
    async run(send) {
      admit();
      const isProbe = openUntil !== null;
      running += 1;
      try {
        const answer = await send();
        record(false);
        return answer;
      } catch (error) {
        record(hangs(error));
        throw error;
      } finally {
        running -= 1;
        if (isProbe) isProbing = false;
      }
    },
  };
}
