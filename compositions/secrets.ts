import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportPKCS8, generateKeyPair } from 'jose';

/** Keys of this installation: made once, kept in the data folder, readable by its owner alone. */
export interface Secrets {
  postgresPassword: string;
  serviceKey: string;
  sealKey: string;
  otpKey: string;
  mediaKey: string;
  jwtPrivateKey: string;
}

const random = (): string => randomBytes(32).toString('base64url');

async function makeSecrets(): Promise<Secrets> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return {
    postgresPassword: random(),
    serviceKey: random(),
    sealKey: random(),
    otpKey: random(),
    mediaKey: random(),
    jwtPrivateKey: await exportPKCS8(privateKey),
  };
}

/** The installation's secrets, made on the first start. Variables of the same purpose take precedence over them. */
export async function loadSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) return JSON.parse(text) as Secrets;
  const secrets = await makeSecrets();
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
