import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate of its own for `localhost`, in a folder that `remove` deletes. */
export async function createCertificate() {
  const folder = await mkdtemp(join(tmpdir(), 'soko-certificate-'));
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost';
  execFileSync(
    'openssl',
    ['req', ...options.split(' '), '-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', file],
    { stdio: 'ignore' },
  );
  const [key, cert] = await Promise.all([readFile(keyFile, 'utf8'), readFile(file, 'utf8')]);
  return { key, cert, file, remove: () => rm(folder, { recursive: true }) };
}
