import { describe, expect, it } from '@jest/globals';
import { walletsEnv } from './env.ts';

describe('the name of the account from which sellers are paid', () => {
  const { PAYOUT_BANK_NAME: name } = walletsEnv;
  it.each(['雑貨', '<>', ' '])('is refused without a letter that the banks of SEPA take: %j', (text) => {
    expect(name.safeParse(text)).toMatchObject({ success: false, error: { issues: [{ code: 'custom' }] } });
  });
  it.each(['Soko Mārketplace', 'Søn & Co'])('may be %j', (text) => {
    expect(name.safeParse(text)).toMatchObject({ success: true });
  });
});
