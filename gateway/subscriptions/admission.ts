import type { ClientIdentity } from '@soko/auth';
import { rateLimited, serviceUnavailable } from '@soko/errors';
import { networkOf } from '@soko/limits';
import type { GatewayEnv } from '../env.ts';

/** Bounds the WebSockets and event streams that are open at once, in all and of one address. */
export interface Admission {
  /** Throws when a client of this identity may not open another one. */
  check(identity: ClientIdentity): void;
  /** What is open now. Those who open and close something add and remove it. */
  readonly open: Set<{ readonly identity: ClientIdentity }>;
  /** Refuses everyone from now on. */
  end(): void;
}

export function createAdmission(env: Pick<GatewayEnv, 'MAX_SOCKETS' | 'MAX_SOCKETS_PER_ADDRESS'>): Admission {
  const open = new Set<{ readonly identity: ClientIdentity }>();
  let hasEnded = false;
  return {
    open,
    check({ clientAddress }) {
      if (hasEnded || open.size >= env.MAX_SOCKETS) throw serviceUnavailable();
      const network = networkOf(clientAddress);
      let ofAddress = 0;
      for (const { identity } of open) if (networkOf(identity.clientAddress) === network) ofAddress += 1;
      if (ofAddress < env.MAX_SOCKETS_PER_ADDRESS) return;
      const most = env.MAX_SOCKETS_PER_ADDRESS;
      throw rateLimited(10, `An address may have at most ${most} open WebSockets and event streams.`);
    },
    end: () => {
      hasEnded = true;
    },
  };
}
