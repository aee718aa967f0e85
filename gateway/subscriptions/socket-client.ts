import type { ClientIdentity } from '@soko/auth';
import type { WebSocket } from 'ws';

/** One open socket. */
export interface SocketClient {
  socket: WebSocket;
  /** Who it is, once it has said so. */
  identity: ClientIdentity;
  /** The `Authorization` header it came with. */
  authorization: string | undefined;
  /** The end of its credentials. */
  expiry: NodeJS.Timeout | undefined;
  /** Whether it has answered the last ping. */
  isAlive: boolean;
  /** Done when every subscription that it asked for has begun or was refused. */
  subscribed: Promise<void>;
  close(code: number, reason: string): void;
}
