import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportPKCS8, generateKeyPair } from 'jose';

/** The keys of this installation: created once and kept in the data folder, readable by its owner only. */
export interface Secrets {
  postgresPassword: string;
  serviceKey: string;
  sealKey: string;
  otpKey: string;
  mediaKey: string;
  jwtPrivateKey: string;
}

const randomSecret = (): string => randomBytes(32).toString('base64url');

/** New secrets. */
export async function createSecrets(): Promise<Secrets> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return {
    postgresPassword: randomSecret(),
    serviceKey: randomSecret(),
    sealKey: randomSecret(),
    otpKey: randomSecret(),
    mediaKey: randomSecret(),
    jwtPrivateKey: await exportPKCS8(privateKey),
  };
}

/** Reads the installation's secrets, or creates them on the first start. Environment variables take precedence. */
export async function loadSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) return JSON.parse(text) as Secrets;
  const secrets = await createSecrets();
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
