import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate and its key, both in PEM. */
export interface Certified {
  certificate: string;
  key: string;
}

interface Authority extends Certified {
  name: string;
  privateKey: KeyObject;
  /** Issues a certificate for a host name and 127.0.0.1. */
  issue(host: string): Certified;
}

// DER of https://www.rfc-editor.org/rfc/rfc5280#section-4.1, as much of it as a server needs.

/** A value with its tag and length. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const bytes = length.subarray(length.findIndex((byte) => byte > 0));
  return Buffer.concat([Buffer.from([tag, 0x80 + bytes.length]), bytes, body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const nameOf = (text: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));
const timeOf = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

/** Valid from yesterday until tomorrow. */
function validity(): Buffer {
  const dayMs = 86_400_000;
  return sequence(timeOf(new Date(Date.now() - dayMs)), timeOf(new Date(Date.now() + dayMs)));
}

const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(0x04, value));
const isAuthority = sequence(
  oid('551d13'),
  der(0x01, Buffer.from([0xff])),
  der(0x04, sequence(der(0x01, Buffer.from([0xff])))),
);
const hostsOf = (host: string): Buffer =>
  extension('551d11', sequence(der(0x82, Buffer.from(host)), der(0x87, Buffer.from([127, 0, 0, 1]))));

function certificateOf(
  serial: number,
  { issuer, subject, extensions }: { issuer: string; subject: string; extensions: Buffer },
  { publicKey, signer }: { publicKey: KeyObject; signer: KeyObject },
): string {
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([serial])),
    ecdsaWithSha256,
    nameOf(issuer),
    validity(),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extensions)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, signer));
  const base64 = sequence(toBeSigned, ecdsaWithSha256, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** An authority of its own: certificates that it issues are valid for those who know it. */
export function createAuthority(name: string): Authority {
  const { publicKey, privateKey } = newKeys();
  const own = { issuer: name, subject: name, extensions: isAuthority };
  return {
    name,
    privateKey,
    key: pemOf(privateKey),
    certificate: certificateOf(1, own, { publicKey, signer: privateKey }),
    issue(host) {
      const keys = newKeys();
      const facts = { issuer: name, subject: host, extensions: hostsOf(host) };
      const certificate = certificateOf(2, facts, { publicKey: keys.publicKey, signer: privateKey });
      return { certificate, key: pemOf(keys.privateKey) };
    },
  };
}
