import type { Call } from '../domain/call.ts';
import { metadataTemplate } from '../domain/metadata.ts';
import type { Chain, EncodedCall, Hex } from '../providers/chain.ts';
import type { CallFacts } from '../store/calls.ts';

/** The transaction of a call. Its dependencies are done, so that the contract exists. */
export function encodeCall({ encode }: Chain, { kind }: Call, facts: CallFacts, publicUrl: string): EncodedCall {
  const to = facts.contract as Hex | null;
  if (to === null && kind !== 'DEPLOY') throw new Error(`The contract of ${facts.collectionId} is not deployed.`);
  switch (kind) {
    case 'DEPLOY': {
      const { collectionName: name, royaltyReceiver, royaltyBasisPoints } = facts;
      const uri = metadataTemplate(publicUrl, facts.collectionId);
      return { to: null, data: encode.deploy({ name, uri, royaltyReceiver, royaltyBasisPoints }) };
    }
    case 'CREATE_TOKEN':
      return { to, data: encode.createToken(facts.number!, facts.maxSupply!) };
    case 'MINT':
      return { to, data: encode.mintOnce(facts.mints[0]!) };
    case 'TRANSFER':
      return { to, data: encode.transferOnce(facts.transfer!) };
    case 'GRANT_ROLE':
      return { to, data: encode.grantRole(facts.grant!) };
    default:
      return { to, data: encode.mintOnceBatch(facts.mints) };
  }
}

/** True if the contract shows the effect of a call, at a block. */
export async function tookEffect(chain: Chain, { kind }: Call, facts: CallFacts, block: number): Promise<boolean> {
  switch (kind) {
    case 'DEPLOY':
      return false;
    case 'CREATE_TOKEN':
      return (await chain.maxSupply(facts.contract!, facts.number!, block)) === facts.maxSupply;
    case 'MINT':
      return chain.isMinted(facts.contract!, facts.mints[0]!.reference, block);
    case 'TRANSFER':
      return chain.isTransferred(facts.contract!, facts.transfer!.from, facts.transfer!.reference, block);
    case 'GRANT_ROLE':
      return chain.hasRole(facts.contract!, facts.grant!, block);
    default:
      return chain.areMinted(
        facts.contract!,
        facts.mints.map(({ reference }) => reference),
        block,
      );
  }
}
