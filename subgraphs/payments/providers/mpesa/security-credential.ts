import { constants, publicEncrypt } from 'node:crypto';

/**
 * The initiator's password, encrypted with the certificate of M-PESA (RSA, PKCS#1 v1.5), in base64. `certificate` is a
 * certificate or a public key in PEM.
 */
export const securityCredential = (password: string, certificate: string): string =>
  publicEncrypt({ key: certificate, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(password)).toString('base64');
