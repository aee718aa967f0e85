/**
 * `npm run --silent secrets > .env` makes every secret of an installation. The values hold nothing that an environment
 * file, a URL or a shell's redirection would change.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readCommandLine } from './command-line.mjs';

readCommandLine({
  usage:
    'Usage: npm run --silent secrets > .env\n\nPrints new values for every secret of an installation, in the format of an environment file.',
});

const random = () => randomBytes(32).toString('base64url');

const signingKey = () => JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));

console.log(`# The secrets of one installation of Soko. Keep them out of version control, and back them up: without the
# seal key the sealed values in the databases are lost, and without the signing key all users are signed out.

# Every service signs and checks requests between services with this key.
SOKO_SERVICE_KEY=${random()}

# orders, payments, notifications and users: encrypts codes, tokens and payment credentials.
SOKO_SEAL_KEY=${random()}

# users: key of the hashes of one-time codes and tokens.
SOKO_OTP_KEY=${random()}

# users: signs access tokens (Ed25519, a private JWK).
SOKO_JWT_PRIVATE_KEY=${signingKey()}

# products: signs upload addresses.
SOKO_MEDIA_KEY=${random()}

# payments: part of the addresses that M-Pesa calls back. It has no effect while M-Pesa is not configured.
MPESA_CALLBACK_SECRET=${random()}

# The Postgres of docker-compose.yml.
POSTGRES_PASSWORD=${random()}`);
