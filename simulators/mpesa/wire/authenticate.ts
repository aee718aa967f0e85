import { randomBytes } from 'node:crypto';
import type { Simulator } from '../simulator.ts';
import { DarajaError, invalidToken } from './api-error.ts';

const lifeMs = 3_599_000;

/** A new token for the right key and secret. It ends the tokens of this key. */
export function newToken(simulator: Simulator, grantType: unknown, authorization: string | undefined): object {
  if (grantType !== 'client_credentials') throw new DarajaError(400, '400.008.02', 'Invalid grant type passed');
  const { consumerKey, consumerSecret } = simulator.account;
  const [type, credentials] = (authorization ?? '').split(' ');
  const given = Buffer.from(credentials ?? '', 'base64').toString('utf8');
  if (type !== 'Basic' || given !== `${consumerKey}:${consumerSecret}`) {
    throw new DarajaError(400, '400.008.01', 'Invalid Authentication passed');
  }
  const token = randomBytes(14).toString('base64url');
  simulator.change((draft) => {
    for (const { id } of simulator.records.oldestFirst('tokens')) draft.remove('tokens', id);
    draft.put('tokens', { id: token, consumerKey, expiresAt: simulator.nowMs() + lifeMs });
  });
  return { access_token: token, expires_in: '3599' };
}

export function requireToken({ records, nowMs }: Simulator, authorization: string | undefined): void {
  const [type, token] = (authorization ?? '').split(' ');
  const known = type === 'Bearer' && token ? records.get('tokens', token) : undefined;
  if (known === undefined || known.expiresAt <= nowMs()) throw invalidToken();
}
