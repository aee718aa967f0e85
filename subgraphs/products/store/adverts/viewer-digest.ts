import { createHmac } from 'node:crypto';
import type { RequestIdentity } from '@soko/auth';
import { type Keys, listKeys } from '@soko/env/keys';
import { networkOf } from '@soko/limits';

const digest = (key: string, text: string): string =>
  createHmac('sha256', key).update(`soko.advert-viewer.${text}`).digest('base64url').slice(0, 22);

const ofUser = (userId: string): string => `user ${userId}`;

/** The digests of a signed-in person under each key: earlier clicks may have been saved under an old one. */
export const digestsOfUser = (keys: Keys, userId: string): string[] =>
  listKeys(keys).map((key) => digest(key, ofUser(userId)));

type Identity = Pick<RequestIdentity, 'viewer' | 'clientAddress' | 'userAgent'>;

/**
 * A digest that tells viewers apart: people by their account, others by their network and their program. It is keyed, so that
 * nobody finds an address by trying all of them.
 */
export function digestOfViewer(keys: Keys, { viewer, clientAddress, userAgent }: Identity): string {
  const [key] = listKeys(keys);
  if (viewer.kind === 'user') return digest(key, ofUser(viewer.id));
  if (viewer.kind === 'apiKey') return digest(key, `key ${viewer.id}`);
  return digest(key, `client ${JSON.stringify([networkOf(clientAddress), userAgent ?? ''])}`);
}

/** A digest of the network of a client. */
export const digestOfNetwork = (keys: Keys, { clientAddress }: Identity): string =>
  digest(listKeys(keys)[0], `network ${networkOf(clientAddress)}`);
