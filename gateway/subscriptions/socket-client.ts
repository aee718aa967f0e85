import type { WebSocket } from 'ws';
import type { GatewayIdentity } from '../context.ts';
import type { SocketOperations } from './socket-operations.ts';

/** One open socket. */
export interface SocketClient {
  socket: WebSocket;
  /** The viewer and ids. The viewer is anonymous until `connection_init`. */
  identity: GatewayIdentity;
  /** The `Authorization` header of the upgrade request. */
  authorization: string | undefined;
  /** True once the client sent `connection_init`. */
  isInitialised: boolean;
  /** True once its credentials are accepted. */
  isAcknowledged: boolean;
  operations: SocketOperations;
  /** The timer that closes the socket when the credentials expire. */
  expiry: NodeJS.Timeout | undefined;
  /** True when the client responded to the last ping. */
  isAlive: boolean;
  /** Resolves when every requested subscription has started or was refused. */
  subscribed: Promise<void>;
  /** Resolves when the socket has taken the message, or is closed. */
  send(message: object): Promise<void>;
  /** The same for a message that is JSON already. */
  sendText(text: string): Promise<void>;
  close(code: number, reason: string): void;
}
