import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BadEnvironment } from '@soko/env';

/** The certificates (PEM) in a file, with which a subgraph is verified. */
export function readCertificates(file: string, subgraph: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadEnvironment(`${file}, the certificates (ca) for ${subgraph}, cannot be read (${code})`);
  }
  try {
    new X509Certificate(text);
  } catch {
    throw new BadEnvironment(`${file}, the certificates (ca) for ${subgraph}, has no certificate in PEM`);
  }
  return text;
}
