import type { ClientViewer } from '@soko/auth';

/** Clients that stay connected, over WebSockets or event streams. */
export interface LiveClients {
  /** Closes each at a random time within `ms`, so that they do not reconnect all at once. */
  closeGradually(ms: number): void;
  /** Closes those of the viewers that `concerns` returns true for: their credentials have ended. */
  closeEnded(concerns: (viewer: ClientViewer) => boolean): void;
  /** Terminates those that are still open. */
  terminateAll(): void;
}

/** Several kinds of clients as one. */
export const allClients = (...kinds: readonly LiveClients[]): LiveClients => ({
  closeGradually: (ms) => kinds.forEach((kind) => kind.closeGradually(ms)),
  closeEnded: (concerns) => kinds.forEach((kind) => kind.closeEnded(concerns)),
  terminateAll: () => kinds.forEach((kind) => kind.terminateAll()),
});
