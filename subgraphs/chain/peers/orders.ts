import { type RequestIdentity, serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { chainIssueCode, type ChainOwnPromotionData, chainOwnPromotion } from '../generated/peers/orders.ts';

export interface OwnPromotion extends Omit<NonNullable<ChainOwnPromotionData['promotion']>, 'endsAt'> {
  /** Null when it runs until it is ended. */
  endsAt: Date | null;
}

/** Promotions, of which a discount for holders gives codes. */
export interface OrdersPeer {
  /** A promotion that the person who asks manages: their own as a seller, or any of support. Null for others. */
  findOwn(id: string, identity: RequestIdentity): Promise<OwnPromotion | null>;
  /** The code of a claim, issued once. Null when the promotion has ended before it was. */
  issueCode(
    input: { claimId: string; promotionId: string; userId: string },
    correlationId: string,
  ): Promise<string | null>;
}

export function createOrdersPeer(transport: SubgraphTransport): OrdersPeer {
  const ask = createPeer('orders', transport);
  return {
    async findOwn(id, identity) {
      const { promotion } = await ask(chainOwnPromotion, { id }, identity);
      return promotion && { ...promotion, endsAt: promotion.endsAt === null ? null : new Date(promotion.endsAt) };
    },
    async issueCode(input, correlationId) {
      const { issuePromotionCode: result } = await ask(
        chainIssueCode,
        { input },
        serviceIdentity('chain', correlationId),
      );
      return result.__typename === 'PromotionCodeIssued' ? result.code : null;
    },
  };
}
