import { type ClientViewer, hasRole } from '@soko/auth';
import { serviceUnavailable, unauthenticated } from '@soko/errors';

/** What ended since the last answer of the users subgraph. */
export interface EndedAccess {
  /** Time of the answer, in ms since the epoch. */
  asOf: number;
  tokenLifetimeMs: number;
  sessionIds: readonly string[];
  accounts: readonly { id: string; version: number; isBlocked: boolean }[];
  apiKeyIds: readonly string[];
  /** Stores whose API keys do not work. */
  storeIds: readonly string[];
  /** False when more has ended than is listed. */
  isComplete: boolean;
}

/** An access token whose signature, issuer and expiry were verified. */
export interface VerifiedToken {
  viewer: ClientViewer;
  /** Version of the account's rights when the token was issued; null for tokens of another issuer. */
  accessVersion: number | null;
  /** Time of issue, in ms since the epoch; 0 when the token does not name it. */
  issuedAt: number;
}

/** The access that ended before its tokens expire, as this gateway knows it. */
export interface EndedList {
  /** Throws UNAUTHENTICATED for a token whose access ended, and SERVICE_UNAVAILABLE when that cannot be known. */
  check(token: VerifiedToken): void;
  /** True when the API key of this viewer ended lately. */
  hasEndedKey(viewer: ClientViewer): boolean;
  /** Throws when the access of a viewer that was checked has ended since. */
  checkAgain(viewer: ClientViewer): void;
  /** Adds an answer. Returns true for a viewer to whom something in it is new. */
  add(ended: EndedAccess): ((viewer: ClientViewer) => boolean) | null;
}

/** Tokens of staff are refused when the users subgraph has not answered for this time. */
const maxSilenceMs = 60_000;

/** Greatest number of accounts. Blocked ones stay in the list. */
const maxAccounts = 400_000;

/**
 * Greatest number of sessions or keys. When more access ends, all earlier tokens are refused instead: clients
 * refresh them.
 */
const maxEntries = 200_000;

const endedMessage = 'This session has ended or its rights have changed. Call `refreshSession`, or log in again.';

/** The message about an API key that opens nothing. */
export const endedKeyMessage = 'This API key is unknown, revoked or expired.';

/** True for the error about a token whose access ended. */
export const isAboutEndedAccess = (error: unknown): boolean => error instanceof Error && error.message === endedMessage;

interface Entry {
  /** Tokens of an earlier version are refused. */
  version: number;
  /** Every token is refused. */
  isBlocked: boolean;
  /** Time at which every token that it refuses has expired. */
  until: number;
}

/** Times of issue are whole seconds, rounded down. */
const issuedWithinMs = 999;

const endedForGood = { version: 0, isBlocked: true };

export function createEndedList(now: () => number = Date.now): EndedList {
  const sessions = new Map<string, Entry>();
  const accounts = new Map<string, Entry>();
  const apiKeys = new Map<string, Entry>();
  const all = [sessions, accounts, apiKeys];
  let answeredAt: number | null = null;
  /** Tokens that were issued before `time` are refused, until they have all expired. */
  let floor = { time: 0, until: 0 };
  let isOverflowing = false;
  /** The tokens of the viewers that were checked, to check them again. */
  const tokens = new WeakMap<ClientViewer, VerifiedToken>();

  /** Returns true when the entry is new or changed. */
  const put = (entries: Map<string, Entry>, id: string, entry: Entry): boolean => {
    const known = entries.get(id);
    if (known?.version === entry.version && known.isBlocked === entry.isBlocked) return false;
    if (known !== undefined && known.version > entry.version) return false;
    entries.delete(id);
    entries.set(id, entry);
    return true;
  };

  const dropExpired = (): void => {
    for (const entries of all)
      for (const [id, { until }] of entries) {
        if (until <= now()) entries.delete(id);
      }
  };

  /** Forgets what would take too much memory, and refuses all tokens of that time instead. */
  const refuseAllBefore = (time: number, until: number): void => {
    floor = { time, until };
    if (sessions.size > maxEntries) sessions.clear();
    if (apiKeys.size > maxEntries) apiKeys.clear();
    for (const [id, { isBlocked }] of accounts) {
      if (accounts.size > maxAccounts && !isBlocked) accounts.delete(id);
    }
  };

  const refuses = ({ viewer, accessVersion, issuedAt }: VerifiedToken): boolean => {
    if (viewer.kind !== 'user') return false;
    if ((issuedAt + issuedWithinMs < floor.time && now() < floor.until) || sessions.has(viewer.sessionId)) return true;
    const account = accounts.get(viewer.id);
    if (account === undefined) return false;
    return account.isBlocked || (accessVersion !== null && accessVersion < account.version);
  };

  const check = (token: VerifiedToken): void => {
    const isStaff = hasRole(token.viewer, 'SUPPORT');
    if (answeredAt === null || (isStaff && now() - answeredAt > maxSilenceMs)) {
      throw serviceUnavailable('Access tokens cannot be verified at the moment. Try again shortly.');
    }
    if (refuses(token)) throw unauthenticated(endedMessage);
  };

  const hasEndedKey = (viewer: ClientViewer): boolean => viewer.kind === 'apiKey' && apiKeys.has(viewer.id);

  return {
    check(token) {
      check(token);
      tokens.set(token.viewer, token);
    },
    checkAgain(viewer) {
      const token = tokens.get(viewer);
      if (token) check(token);
      if (hasEndedKey(viewer)) throw unauthenticated(endedKeyMessage);
    },
    hasEndedKey,
    add(answer) {
      const isFirst = answeredAt === null;
      answeredAt = now();
      // Clocks of issuers and of this process may differ a little.
      const until = answeredAt + answer.tokenLifetimeMs + 60_000;
      const newSessions = new Set(answer.sessionIds.filter((id) => put(sessions, id, { ...endedForGood, until })));
      const newKeys = new Set(answer.apiKeyIds.filter((id) => put(apiKeys, id, { ...endedForGood, until })));
      const newAccounts = new Set(
        answer.accounts.flatMap(({ id, version, isBlocked }) =>
          put(accounts, id, { version, isBlocked, until: isBlocked ? Infinity : until }) ? [id] : [],
        ),
      );
      const newStores = new Set(answer.storeIds);
      dropExpired();
      const isTooMuch =
        !answer.isComplete || sessions.size > maxEntries || apiKeys.size > maxEntries || accounts.size > maxAccounts;
      // At the begin, since some ends are not listed, and once more after it, since some were saved late.
      const isTurn = isTooMuch !== isOverflowing;
      isOverflowing = isTooMuch;
      if (isTurn) refuseAllBefore(answer.asOf, until);
      if (isFirst) return null;
      if (isTurn) return ({ kind }) => kind !== 'anonymous';
      if (newSessions.size + newKeys.size + newAccounts.size + newStores.size === 0) return null;
      return (viewer) =>
        (viewer.kind === 'user' && (newSessions.has(viewer.sessionId) || newAccounts.has(viewer.id))) ||
        (viewer.kind === 'apiKey' && (newKeys.has(viewer.id) || newStores.has(viewer.storeId)));
    },
  };
}
