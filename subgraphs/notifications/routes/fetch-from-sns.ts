import { request } from 'undici';
import type { FetchFromSns } from './sns-message.ts';

/** Certificates have about two kilobytes. */
const maxBytes = 65_536;

/** Fetches a certificate or a confirmation. The address was checked: it is one of SNS. */
export const fetchFromSns: FetchFromSns = async (url) => {
  const answer = await request(url, { headersTimeout: 5_000, bodyTimeout: 5_000 });
  if (answer.statusCode !== 200) throw new Error(`SNS answered ${answer.statusCode}.`);
  let text = '';
  for await (const chunk of answer.body) {
    text += String(chunk);
    if (text.length > maxBytes) throw new Error('The answer of SNS is too long.');
  }
  return text;
};
