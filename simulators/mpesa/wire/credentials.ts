import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import type { KeyRecord } from '../records/kinds.ts';
import type { Simulator } from '../simulator.ts';
import { DarajaError } from './api-error.ts';
import type { Body } from './read-body.ts';

let key: KeyRecord | undefined;

/** The key of this process: making one takes long. */
export const keyOfProcess = (): KeyRecord => (key ??= newKey());

function newKey(): KeyRecord {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { id: 'key', privateKey, publicKey };
}

/** The text in an RSA block with PKCS#1 v1.5 padding: 00 02, random bytes, 00, the text. */
function textOf(block: Buffer): string | null {
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10 ? block.subarray(end + 1).toString('utf8') : null;
}

function decrypt({ privateKey }: KeyRecord, credential: string): string | null {
  try {
    // Node refuses PKCS#1 v1.5 when it decrypts, because of timing attacks that do not matter here.
    return textOf(
      privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(credential, 'base64')),
    );
  } catch {
    return null;
  }
}

/** Whether the initiator and the encrypted password are right. M-PESA says so in the result, not in the answer. */
export function isInitiator(
  { records, account }: Simulator,
  body: Body,
  field: 'Initiator' | 'InitiatorName',
): boolean {
  const key = records.get('keys', 'key')!;
  return (
    body[field] === account.initiator && decrypt(key, String(body.SecurityCredential)) === account.initiatorPassword
  );
}

/** Throws unless the password of an STK request is the one that its time gives. */
export function requirePassword({ account }: Simulator, { BusinessShortCode, Password, Timestamp }: Body): void {
  if (String(BusinessShortCode) !== account.shortCode) {
    throw new DarajaError(500, '500.001.1001', 'Merchant does not exist');
  }
  const right = Buffer.from(`${account.shortCode}${account.passkey}${String(Timestamp)}`).toString('base64');
  if (Password !== right) throw new DarajaError(500, '500.001.1001', 'Wrong credentials');
}
