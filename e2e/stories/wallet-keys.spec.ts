import { describe, expect, it } from '@jest/globals';
import { privateKeyToAccount } from 'viem/accounts';
import { client } from '../harness/client.ts';
import { mailed, newAddress, signUp } from '../harness/people.ts';

const refused = '... on UserError { code message }';

describe('the key of a custodial wallet', () => {
  it('is in one answer that nothing keeps, for the code that was mailed to its owner', async () => {
    const email = newAddress('holder');
    const holder = await signUp(email, client());
    const stranger = await signUp(newAddress('stranger'), client());
    const { createCustodialWallet: wallet } = await holder.data(
      `mutation { createCustodialWallet { ... on ChainWallet { id address } ${refused} } }`,
    );
    const { requestWalletKeyExport: request } = await holder.data(
      `mutation ($input: RequestWalletKeyExportInput!) { requestWalletKeyExport(input: $input) {
         ... on WalletKeyExport { id challenge { maskedTo } } ${refused} } }`,
      { input: { walletId: wallet.id } },
    );
    const code = await mailed(client(), email, /key of your wallet[^]*?\b(\d{6})\b/, 'one-time-code');
    const document = `mutation ($input: ExportWalletKeyInput!) { exportWalletKey(input: $input) {
       ... on ExportedWalletKey { privateKey wallet { exportedAt } } ... on WalletKeyCodeWrong { attemptsLeft } ${refused} } }`;
    const input = { exportId: request.id, code };
    const { errors } = await stranger.ask(document, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    const wrong = await holder.data(document, { input: { ...input, code: code === '000000' ? '000001' : '000000' } });
    expect(wrong.exportWalletKey).toMatchObject({ code: 'WALLET_KEY_CODE_WRONG', attemptsLeft: 4 });
    const response = await fetch(`${process.env['SOKO_URL']}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${holder.token}` },
      body: JSON.stringify({ query: document, variables: { input } }),
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { data } = (await response.json()) as { data: { exportWalletKey: { privateKey: `0x${string}` } } };
    expect(privateKeyToAccount(data.exportWalletKey.privateKey).address).toBe(wallet.address);
    const again = await holder.data(document, { input });
    expect(again.exportWalletKey).toMatchObject({ code: 'WALLET_KEY_CODE_EXPIRED' });
    await mailed(client(), email, /The key of your (wallet) was shown/, 'wallet-key-exported');
  });
});
