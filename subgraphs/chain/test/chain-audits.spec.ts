import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Anvil, type HostedEngine, startHostedEngine } from '@soko/chain-simulator';
import { freePort } from '@soko/testing';
import { NodeError } from '../providers/chain.ts';
import { type AuditSubject, chainAudits } from '../providers/chain-audits.ts';
import { createOpenChain } from '../providers/open-chain.ts';
import { chainId, signerKey, startNode } from './chain-scene.ts';

let anvil: Anvil;
let engine: HostedEngine;
beforeAll(async () => {
  anvil = await startNode();
  engine = await startHostedEngine({ nodeUrl: anvil.url, signingKey: 'whsec_of_these_specs' });
});
afterAll(async () => {
  await engine.close();
  await anvil.close();
});

const secret = 'key-of-an-account';

async function subjectAt(rpcUrl: string): Promise<AuditSubject> {
  const open = (url: string, id = chainId) =>
    createOpenChain({ rpcUrl: url, chainId: id, signer: { key: signerKey } })();
  const away = `http://127.0.0.1:${await freePort()}/v2/${secret}`;
  return {
    open: () => open(rpcUrl),
    openAsOther: () => open(rpcUrl, chainId + 1),
    openAway: () => open(away),
    secret: rpcUrl === anvil.url ? secret : engine.key,
    mine: () => anvil.call('anvil_mine', ['0x1']),
  };
}

const names = chainAudits({} as AuditSubject).map(({ name }) => name);

describe.each([
  ['a node', () => anvil.url],
  ['a hosted engine', () => engine.url],
])('the chain of %s', (_, urlOf) => {
  it.each(names)('%s', async (name) => {
    const subject = await subjectAt(urlOf());
    await chainAudits(subject)
      .find((audit) => audit.name === name)!
      .run();
  });
});

describe('a hosted engine', () => {
  it('that limits its callers, or refuses their key, is away, and its key is in no error', async () => {
    const open = (rpcUrl: string) => createOpenChain({ rpcUrl, chainId, signer: { key: signerKey } })();
    const chain = await open(engine.url);
    engine.refuseNext(1);
    const limited = await chain.head().catch((error: unknown) => error);
    const refused = await open(engine.url.replace(engine.key, secret)).catch((error: unknown) => error);
    for (const error of [limited, refused]) {
      expect(error).toBeInstanceOf(NodeError);
      expect((error as NodeError).hasAnswered).toBe(false);
      expect(String((error as Error).stack)).not.toMatch(new RegExp(`${engine.key}|${secret}`));
    }
    expect(await chain.head()).toBeGreaterThanOrEqual(0);
  });
});
